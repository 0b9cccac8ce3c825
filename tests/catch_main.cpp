// tests/catch_main.cpp
//
// Catch2's main function, compiled once for all test programs: it is the slow part of a header-only Catch2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
