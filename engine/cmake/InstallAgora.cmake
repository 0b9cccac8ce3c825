# What `cmake --install` puts in place: the program, the library as one archive with its public headers, a package
# for find_package(agora), and the datasets.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# All layers in one archive. It is made of their objects, so nothing is compiled twice.
set(objects "")
foreach(folder engine engine/syntax)
  get_property(targets DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY" OR type STREQUAL "OBJECT_LIBRARY")
      list(APPEND objects $<TARGET_OBJECTS:${target}>)
    endif()
  endforeach()
endforeach()
add_library(agora_library STATIC ${objects})
set_target_properties(agora_library PROPERTIES
  OUTPUT_NAME agora
  EXPORT_NAME agora
  LINKER_LANGUAGE CXX)
target_compile_features(agora_library INTERFACE cxx_std_20)
target_include_directories(agora_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
if(AGORA_SANITIZE)
  target_link_options(agora_library INTERFACE -fsanitize=${AGORA_SANITIZE})
endif()

install(TARGETS agora_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS agora_library EXPORT agora_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/include/agora DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/datasets DESTINATION ${CMAKE_INSTALL_DATADIR}/agora)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/agora)
install(EXPORT agora_targets NAMESPACE agora:: FILE agoraTargets.cmake DESTINATION ${package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/agoraConfig.cmake.in
  ${PROJECT_BINARY_DIR}/agoraConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/agoraConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/agoraConfig.cmake ${PROJECT_BINARY_DIR}/agoraConfigVersion.cmake
  DESTINATION ${package})
