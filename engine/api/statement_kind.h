// api/statement_kind.h
#pragma once

#include "agora/statements.h"
#include "syntax/ast.h"

namespace agora::api {

/// What a statement does, from its form alone.
StatementKind kind_of(const syntax::Statement& statement);

}  // namespace agora::api
