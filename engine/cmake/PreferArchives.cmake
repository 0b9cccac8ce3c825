# Links archives (.a) of the libraries outside of Agora where Debian has them. A program that is started for one question
# spends much of its time in the dynamic linker: some twenty shared libraries fewer make that a third less.
# docs/performance.md has the figures. To be included before the libraries are looked for; afterwards
# use_archives() sees to those whose packages name a file of their own.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
set(OPENSSL_USE_STATIC_LIBS ON)

function(use_archives)
  # A shared library brings what it needs; an archive has to be told.
  target_link_libraries(ICU::i18n INTERFACE ICU::uc)
  target_link_libraries(ICU::uc INTERFACE ICU::data)
  get_property(targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  list(FILTER targets INCLUDE REGEX "^absl::|^Snappy::")
  foreach(target IN LISTS targets)
    get_target_property(configurations ${target} IMPORTED_CONFIGURATIONS)
    foreach(configuration IN LISTS configurations)
      get_target_property(file ${target} IMPORTED_LOCATION_${configuration})
      string(REGEX REPLACE "\\.so(\\.[0-9]+)*$" ".a" archive "${file}")
      if(archive MATCHES "\\.a$" AND EXISTS ${archive})
        set_target_properties(${target} PROPERTIES IMPORTED_LOCATION_${configuration} ${archive})
      endif()
    endforeach()
  endforeach()
endfunction()
