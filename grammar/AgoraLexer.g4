// grammar/AgoraLexer.g4
//
// The tokens of the language. This file is the definition of the vocabulary: the parser, the engine's
// table of keywords and the token numbers are all generated from it.
//
// Keywords are written in capitals and match in any case (feed this lexer upper-case letters, keep the
// text). In a query the engine does not run the lexer that ANTLR generates from this file but a scanner of
// its own (engine/syntax/scanner.cpp): it is several times as fast, needs no tables at program start and
// knows what is wrong with a broken token. A test holds the two to the same tokens.
lexer grammar AgoraLexer;

// Tokens that stand for another one after a look at what is around it. Each of them opens a construct that
// would else need unbounded lookahead (a parenthesis may open a pattern, a bracket a comprehension); with
// them the parser decides everything by the next token or two. engine/syntax/mark_tokens.cpp tells when.
tokens {
  PATTERN_PAREN,          // '(' of a node with a relationship behind it
  DASH_RELATIONSHIP,      // the '-' that begins a relationship
  LEFT_RELATIONSHIP,      // the '<' that begins a relationship
  COMPREHENSION_BRACKET,  // '[' of [x IN list WHERE … | …]
  PATTERN_BRACKET,        // '[' of [(a)-->(b) WHERE … | …]
  SEPARATOR,              // '|' of a comprehension, of reduce and of FOREACH; else it is between labels
  QUANTIFIER,             // all, any, none, single before (x IN …)
  REDUCE,                 // reduce before (x = …)
  SHORTEST_PATH,          // shortestPath and allShortestPaths before (
  SUBQUERY,               // EXISTS, COUNT, COLLECT and VALUE before { of a subquery
  LIST_TYPE,              // LIST and ARRAY before < of a type
  LABELED,                // the word behind IS [NOT]
  TRIM_SIDE,              // LEADING, TRAILING and BOTH in trim(BOTH … FROM …)
  TRIM_FROM,              // FROM there
  WITH_PLACE,             // WITH before ORDINALITY or OFFSET and a name, behind FOR
  CREATE_SCHEMA           // CREATE of a statement that creates an index or the like, not a pattern
}

// Keywords that are never a variable's or function's name. They are fine as labels, types and property
// keys, and everything is a name in `back quotes`.
AND        : 'AND' ;
AS         : 'AS' ;
CASE       : 'CASE' ;
CONTAINS   : 'CONTAINS' ;
CREATE     : 'CREATE' ;
DELETE     : 'DELETE' ;
DETACH     : 'DETACH' ;
DISTINCT   : 'DISTINCT' ;
ELSE       : 'ELSE' ;
ENDS       : 'ENDS' ;
FALSE_VALUE : 'FALSE' ;
IN         : 'IN' ;
IS         : 'IS' ;
LIMIT      : 'LIMIT' ;
MATCH      : 'MATCH' ;
MERGE      : 'MERGE' ;
NOT        : 'NOT' ;
NULL_VALUE : 'NULL' ;
OPTIONAL   : 'OPTIONAL' ;
OR         : 'OR' ;
REMOVE     : 'REMOVE' ;
RETURN     : 'RETURN' ;
SET        : 'SET' ;
SKIP_ROWS  : 'SKIP' ;
STARTS     : 'STARTS' ;
THEN       : 'THEN' ;
TRUE_VALUE : 'TRUE' ;
UNION      : 'UNION' ;
UNWIND     : 'UNWIND' ;
WHEN       : 'WHEN' ;
WHERE      : 'WHERE' ;
WITH       : 'WITH' ;
XOR        : 'XOR' ;

// Keywords that are also names: no construct allows both a keyword and a variable at the same place.
ACYCLIC         : 'ACYCLIC' ;
ALL             : 'ALL' ;
ALTER           : 'ALTER' ;
ANY             : 'ANY' ;
ASC             : 'ASC' ;
ASCENDING       : 'ASCENDING' ;
ASSERT          : 'ASSERT' ;
BEGIN           : 'BEGIN' ;
BY              : 'BY' ;
CALL            : 'CALL' ;
CITE            : 'CITE' ;
COMMIT          : 'COMMIT' ;
CONSTRAINT      : 'CONSTRAINT' ;
CSV             : 'CSV' ;
DESC            : 'DESC' ;
DESCENDING      : 'DESCENDING' ;
DROP            : 'DROP' ;
END             : 'END' ;
ENUM            : 'ENUM' ;
EXCEPT          : 'EXCEPT' ;
EXPLAIN         : 'EXPLAIN' ;
FIELDTERMINATOR : 'FIELDTERMINATOR' ;
FILTER          : 'FILTER' ;
FINISH          : 'FINISH' ;
FOR             : 'FOR' ;
FOREACH         : 'FOREACH' ;
FROM            : 'FROM' ;
HEADERS         : 'HEADERS' ;
IF              : 'IF' ;
INDEX           : 'INDEX' ;
INSERT          : 'INSERT' ;
INTERSECT       : 'INTERSECT' ;
KEY             : 'KEY' ;
LET             : 'LET' ;
LOAD            : 'LOAD' ;
NEXT            : 'NEXT' ;
NODETACH        : 'NODETACH' ;
NONE            : 'NONE' ;
NORMALIZED      : 'NORMALIZED' ;
NULLS           : 'NULLS' ;
OF              : 'OF' ;
OFFSET          : 'OFFSET' ;
ON              : 'ON' ;
OPTIONS         : 'OPTIONS' ;
ORDER           : 'ORDER' ;
OTHERWISE       : 'OTHERWISE' ;
PROFILE         : 'PROFILE' ;
REQUIRE         : 'REQUIRE' ;
ROLLBACK        : 'ROLLBACK' ;
ROWS            : 'ROWS' ;
SHORTEST        : 'SHORTEST' ;
SHOW            : 'SHOW' ;
SIMPLE          : 'SIMPLE' ;
SINGLE          : 'SINGLE' ;
TRAIL           : 'TRAIL' ;
TRANSACTIONS    : 'TRANSACTIONS' ;
TYPED           : 'TYPED' ;
UNIQUE          : 'UNIQUE' ;
WALK            : 'WALK' ;
YIELD           : 'YIELD' ;

// Names, values and parameters.
WORD        : NameStart NamePart* ;
QUOTED_NAME : '`' ( '``' | ~'`' )* '`' ;
INTEGER
  : Digits                        // 0 alone may begin with 0; the rest is checked with the value.
  | '0' [Xx] ( '_'? [0-9A-Fa-f] )+
  | '0' [Oo] ( '_'? [0-7] )+
  ;
FLOAT
  : Digits '.' Digits Exponent?   // Not `1.`: in 1..2 the first dot belongs to the range.
  | '.' Digits Exponent?
  | Digits Exponent
  ;
// A number with a letter in it. It is a token, so that the parser can say whether a number was wanted here.
MALFORMED_NUMBER : ( Digits ( '.' Digits )? | '.' Digits ) Exponent? NamePart+ ;
STRING
  : '\'' ( '\\' . | ~['\\] )* '\''
  | '"' ( '\\' . | ~["\\] )* '"'
  ;
PARAMETER : '$' ( WORD | QUOTED_NAME | [0-9]+ NamePart* ) ;

// Punctuation. Arrows are made by the parser from single characters: in a<-1 there is none.
PAREN_OPEN       : '(' ;
PAREN_CLOSE      : ')' ;
BRACKET_OPEN     : '[' ;
BRACKET_CLOSE    : ']' ;
BRACE_OPEN       : '{' ;
BRACE_CLOSE      : '}' ;
COMMA            : ',' ;
SEMICOLON        : ';' ;
TYPE_OF          : '::' ;
COLON            : ':' ;
RANGE            : '..' ;
DOT              : '.' ;
CONCATENATE      : '||' ;
BAR              : '|' ;
EQUAL            : '=' ;
MATCHES          : '=~' ;
NOT_EQUAL        : '<>' ;
LESS_OR_EQUAL    : '<=' ;
GREATER_OR_EQUAL : '>=' ;
LESS             : '<' ;
GREATER          : '>' ;
ADD_ASSIGN       : '+=' ;
PLUS             : '+' ;
MINUS            : '-' ;
STAR             : '*' ;
SLASH            : '/' ;
PERCENT          : '%' ;
POWER            : '^' ;
AMPERSAND        : '&' ;
EXCLAMATION      : '!' ;
DOLLAR           : '$' ;

// No part of the language; known, so that the error can say what to write instead.
C_EQUAL     : '==' ;
C_NOT_EQUAL : '!=' ;
C_AND       : '&&' ;

COMMENT      : '/*' .*? '*/' -> skip ;
LINE_COMMENT : '//' ~[\r\n]* -> skip ;
WHITE_SPACE  : ( [\p{White_Space}] | [\u001C-\u001F\u180E\uFEFF] )+ -> skip ;

fragment Digits    : [0-9] ( '_'? [0-9] )* ;
fragment Exponent  : [Ee] [+\-]? Digits ;
fragment NameStart : [\p{ID_Start}\p{Pc}] ;
fragment NamePart  : [\p{ID_Continue}\p{Sc}] ;   // Currency signs; $ among them, so n$1 is one name.
