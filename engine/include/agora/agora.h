// agora/agora.h
//
// All of Agora's C++ interface.
#pragma once

#include "agora/connection.h"
#include "agora/database.h"
#include "agora/error.h"
#include "agora/evidence.h"
#include "agora/export.h"
#include "agora/import.h"
#include "agora/procedure.h"
#include "agora/query_result.h"
#include "agora/statements.h"
#include "agora/value.h"
#include "agora/version.h"
