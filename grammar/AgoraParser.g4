// grammar/AgoraParser.g4
//
// The language, in the order of docs/language.md: statements, clauses, patterns, expressions, schema.
//
// Three decisions make a cold parse as cheap as a warm one; keep them when you add a rule.
//  1. A query is a loop of clauses. Their order is checked on the AST (engine/syntax/clause_order.cpp),
//     where the message can say what is missing.
//  2. An expression is a flat list of operands and operators. Precedence is a table in
//     engine/syntax/build_expression.cpp, so that no rule nests by precedence and a chain of a thousand
//     operators is as deep as one.
//  3. Every decision is made by the next token (two at the start of a path). Where the language itself
//     would need more, the tokens of the `tokens` block in AgoraLexer.g4 say what begins there.
// The build fails when a decision needs more (engine/syntax/check_lookahead.cmake).
//
// Labels (parts+=…) give the builder direct access; they do not change what is accepted.
parser grammar AgoraParser;

options { tokenVocab = AgoraLexer; }

// ---------------------------------------------------------------------------------------------------
// Statements

statement
  : prefixes+=statementPrefix*
    ( query | createSchema | alterSchema | dropSchema | showStatement | transactionCommand ) ';'* EOF
  ;

statementPrefix : 'EXPLAIN' | 'PROFILE' | 'CITE' ;

// BEGIN, BEGIN READ ONLY, COMMIT TRANSACTION: what words are allowed is checked by the builder. START before
// TRANSACTION comes as BEGIN.
transactionCommand : ( 'BEGIN' | 'COMMIT' | 'ROLLBACK' ) words+=WORD* ;

// UNION, EXCEPT, INTERSECT and OTHERWISE go from the left and bind tighter than NEXT, which hands the rows of what stands
// before it to what stands behind it.
query : parts+=singleQuery ( joints+=queryJoint parts+=singleQuery )* ;

queryJoint : ( 'UNION' | 'EXCEPT' | 'INTERSECT' ) ( 'ALL' | 'DISTINCT' )? | 'OTHERWISE' | 'NEXT' ;

singleQuery : clauses+=clause+ ;

// ---------------------------------------------------------------------------------------------------
// Clauses

clause
  : 'OPTIONAL' ( matchClause | callClause )
  | matchClause
  | unwindClause
  | forClause
  | withClause
  | letClause
  | filterClause
  | returnClause
  | finishClause
  | createClause
  | mergeClause
  | setClause
  | removeClause
  | deleteClause
  | callClause
  | foreachClause
  | loadCsvClause
  | pageClause
  ;

matchClause : 'MATCH' pattern whereClause? ;

whereClause : 'WHERE' expression ;

unwindClause : 'UNWIND' expression 'AS' name ;

forClause : 'FOR' variable=name 'IN' expression ( WITH_PLACE counted=( WORD | 'OFFSET' ) place=name )? ;

withClause : 'WITH' projection whereClause? ;

letClause : 'LET' items+=letItem ( ',' items+=letItem )* ;

letItem : name '=' expression ;

filterClause : 'FILTER' 'WHERE'? expression ;

returnClause : 'RETURN' projection ;

finishClause : 'FINISH' ;

projection
  : distinct='DISTINCT'? ( star='*' | items+=projectionItem ) ( ',' items+=projectionItem )*
  ;

projectionItem : expression ( 'AS' name )? ;

orderBy : 'ORDER' 'BY' items+=sortItem ( ',' items+=sortItem )* ;

sortItem
  : expression direction=( 'ASC' | 'ASCENDING' | 'DESC' | 'DESCENDING' )? ( 'NULLS' nulls=WORD )?
  ;

// Behind RETURN or WITH it is a part of them (and WHERE then stands behind it); elsewhere a clause of its own.
// The builder puts them together, so that no decision is needed here.
pageClause : ( orderBy | skipRows | limitRows ) whereClause? ;

skipRows : ( 'SKIP' | 'OFFSET' ) expression ;

limitRows : 'LIMIT' expression ;

createClause : ( 'CREATE' | 'INSERT' ) pattern ;

mergeClause : 'MERGE' pathPattern actions+=mergeAction* ;

mergeAction : 'ON' ( 'CREATE' | 'MATCH' ) setClause ;

setClause : 'SET' items+=setItem ( ',' items+=setItem )* ;

// n.key = value, n[key] = value, n = map, n += map, n:Label. The builder tells them apart and refuses the
// rest, with a message that knows what was meant.
setItem : target=operand ( op=( '=' | '+=' ) expression | 'IS' labelExpression )? ;

removeClause : 'REMOVE' items+=removeItem ( ',' items+=removeItem )* ;

removeItem : target=operand ( 'IS' labelExpression )? ;

deleteClause : ( 'DETACH' | 'NODETACH' )? 'DELETE' items+=expression ( ',' items+=expression )* ;

callClause : 'CALL' ( subqueryCall | procedureCall ) ;

subqueryCall
  : ( open='(' ( star='*' | imports+=name ( ',' imports+=name )* )? ')' )? '{' query '}' inTransactions?
  ;

inTransactions
  : 'IN' ( concurrency=( INTEGER | PARAMETER )? WORD )? 'TRANSACTIONS' ( 'OF' rows=expression 'ROWS' )?
    ( 'ON' onError+=WORD onError+=WORD )? ( report+=WORD report+=WORD 'AS' name )?
  ;

procedureCall
  : first=name ( '.' rest+=anyName )* arguments? ( yieldItems whereClause? )?
  ;

yieldItems : 'YIELD' ( star='*' | none='-' | items+=yieldItem ( ',' items+=yieldItem )* ) ;

yieldItem : field=name ( 'AS' alias=name )? ;

foreachClause : 'FOREACH' '(' name 'IN' expression SEPARATOR clauses+=clause+ ')' ;

loadCsvClause
  : 'LOAD' 'CSV' ( 'WITH' headers='HEADERS' )? 'FROM' expression 'AS' name ( 'FIELDTERMINATOR' terminator=STRING )?
  ;

// ---------------------------------------------------------------------------------------------------
// Patterns

pattern : paths+=pathPattern ( ',' paths+=pathPattern )* ;

// Nodes and relationships must alternate and groups stand where nodes do: the builder checks it.
pathPattern
  : ( variable=name '=' )? ( pathSearch? pathMode? elements+=pathElement+ | shortestPath )
  ;

// ANY, ANY 3, ANY SHORTEST, ALL SHORTEST, ALL, SHORTEST 2, SHORTEST 2 GROUPS; PATH or PATHS may be added.
pathSearch
  : ( any='ANY' | all='ALL' ) shortest='SHORTEST'? count=( INTEGER | PARAMETER )? words+=WORD*
  | shortest='SHORTEST' count=( INTEGER | PARAMETER )? words+=WORD*
  ;

pathMode : ( 'WALK' | 'TRAIL' | 'ACYCLIC' | 'SIMPLE' ) words+=WORD* ;

// In (TRAIL (a)-->(b)) the mode is read as a name; the builder knows by what follows.
pathElement
  : relationship
  | ( '(' | PATTERN_PAREN )
    ( group+=pathElement+ whereClause?
    | variable=name ( '=' pathMode? group+=pathElement+ whereClause? | group+=pathElement+ whereClause? | nodeRest )
    | nodeRest
    )
    ')' quantifier?
  ;

nodePattern : ( '(' | PATTERN_PAREN ) nodeBody ')' ;

nodeBody : name? nodeRest ;

nodeRest : labels? properties? whereClause? ;

// The parser makes the arrow: -[]->, <-[]-, -[]-, <-[]->, -->, <--, --, <-->.
relationship
  : ( DASH_RELATIONSHIP | left=LEFT_RELATIONSHIP '-' )
    ( '[' name? labels? repetition? properties? whereClause? ']' )?
    '-' right='>'? quantifier?
  ;

// *, *2, *1.., *..3, *1..3
repetition : '*' least=INTEGER? ( range='..' most=INTEGER? )? ;

// Behind the pattern: *, +, {2}, {1,}, {,3}, {1,3}
quantifier : '*' | '+' | '{' least=INTEGER? ( comma=',' most=INTEGER? )? '}' ;

properties : mapLiteral | PARAMETER ;

// :A:B is A&B, and :A|:B is A|B. Precedence (! before & before |) is the builder's.
labels : ( ':' terms+=labelExpression )+ | 'IS' terms+=labelExpression ;

labelExpression : terms+=labelTerm ( operators+=labelOperator terms+=labelTerm )* ;

labelOperator : '&' | '|' ':'? ;

// $(…) is computed, and so are $all(…) and $any(…), whose first token looks like a parameter.
labelTerm
  : negations+='!'* ( anyName | '%' | '(' labelExpression ')' | ( '$' | quantity=PARAMETER ) '(' expression ')' )
  ;

shortestPath : SHORTEST_PATH '(' pathPattern ')' ;

// ---------------------------------------------------------------------------------------------------
// Expressions

expression : first=operand operations+=operation* ;

// From the loosest to the tightest: OR, XOR, AND, NOT, comparison, then the predicates IN, STARTS WITH,
// ENDS WITH, CONTAINS, =~ and IS on one level, then + - ||, then * / %, then ^, then the sign.
operation
  : op=( 'OR' | 'XOR' | 'AND' | '+' | '-' | '||' | '*' | '/' | '%' | '^' ) operand
  | test
  ;

// What asks something of the value before it.
test
  : op=( '=' | '<>' | '<' | '<=' | '>' | '>=' | 'IN' | 'CONTAINS' | '=~' ) operand
  | op=( 'STARTS' | 'ENDS' ) 'WITH' operand
  | op='IS' negated='NOT'? ( null='NULL' | ( '::' | 'TYPED' ) typeName | 'NORMALIZED'
            | form=WORD ( 'NORMALIZED' | 'OF' operand ) | LABELED labelExpression )
  | op='::' typeName
  ;

// A sign binds tighter than ^, so -3 ^ 2 is 9. NOT binds looser than a comparison; the builder knows.
operand : signs+=( 'NOT' | '+' | '-' )* atom suffixes+=suffix* ;

suffix
  : '.' anyName arguments?      // With arguments the names before are a name space: date.truncate(…)
  | '[' ( first=expression ( range='..' last=expression? )? | range='..' last=expression? ) ']'
  | ':' labelExpression
  ;

atom
  : INTEGER
  | FLOAT
  | MALFORMED_NUMBER            // Here a number was wanted: the builder says what is wrong with this one.
  | STRING
  | 'TRUE'
  | 'FALSE'
  | 'NULL'
  | PARAMETER
  | name ( arguments | mapProjection )?
  | '(' expression ')'
  | listLiteral
  | mapLiteral
  | caseExpression
  | listComprehension
  | patternComprehension
  | patternExpression
  | quantified
  | reduction
  | shortestPath
  | subquery
  ;

// trim(BOTH 'x' FROM text): LEADING, TRAILING and FROM are words of its own.
arguments
  : '(' distinct='DISTINCT'?
    ( star='*'
    | items+=expression ( ( ',' items+=expression )* orderBy? | TRIM_FROM source=expression )
    | side=TRIM_SIDE items+=expression? TRIM_FROM source=expression
    )? ')'
  ;

listLiteral : '[' ( items+=expression ( ',' items+=expression )* )? ']' ;

mapLiteral : '{' ( entries+=mapEntry ( ',' entries+=mapEntry )* )? '}' ;

mapEntry : anyName ':' expression ;

mapProjection : '{' ( items+=projectedEntry ( ',' items+=projectedEntry )* )? '}' ;

projectedEntry : '.' ( '*' | anyName ) | anyName ( ':' expression )? ;

caseExpression
  : 'CASE' subject=expression? branches+=caseBranch+ ( 'ELSE' otherwise=expression )? 'END'
  ;

caseBranch : 'WHEN' tests+=caseTest ( ',' tests+=caseTest )* 'THEN' then=expression ;

// Behind CASE x: a value that x may equal, or the rest of a question about x (WHEN > 3, WHEN IS NULL).
caseTest : expression | first=test operations+=operation* ;

listComprehension
  : COMPREHENSION_BRACKET name 'IN' list=expression whereClause? ( SEPARATOR body=expression )? ']'
  ;

patternComprehension
  : PATTERN_BRACKET ( name '=' )? elements+=pathElement+ whereClause? SEPARATOR expression ']'
  ;

patternExpression : relationshipsPattern ;

relationshipsPattern
  : PATTERN_PAREN first=nodeBody ')' ( relationships+=relationship nodes+=nodePattern )+
  ;

quantified : QUANTIFIER '(' name 'IN' expression whereClause? ')' ;

reduction
  : REDUCE '(' accumulator=name '=' initial=expression ',' variable=name 'IN' list=expression
    SEPARATOR body=expression ')'
  ;

subquery : SUBQUERY '{' ( query | pattern whereClause? ) '}' ;

// ---------------------------------------------------------------------------------------------------
// Types

typeName : terms+=typeTerm ( '|' terms+=typeTerm )* ;

typeTerm : ( LIST_TYPE '<' typeName '>' | words+=( WORD | 'NULL' | 'ANY' )+ ) ( negated='NOT' 'NULL' )? ;

// ---------------------------------------------------------------------------------------------------
// Schema

// The words before INDEX name its kind, ORDERED may stand before ENUM: the builder checks them.
createSchema
  : CREATE_SCHEMA words+=WORD*
    ( 'INDEX' schemaName? ifNotExists? 'FOR' target=pathPattern 'ON' indexedProperties schemaOptions?
    | 'CONSTRAINT' schemaName? ifNotExists? ( 'FOR' | 'ON' ) target=pathPattern ( 'REQUIRE' | 'ASSERT' )
      propertyList 'IS' constraintKind schemaOptions?
    | 'ENUM' schemaName ifNotExists? '(' values+=STRING ( ',' values+=STRING )* ')'
    )
  ;

// The whole is declared anew under its name; what is in the graph is held to it.
alterSchema
  : 'ALTER' words+=WORD*
    ( 'CONSTRAINT' schemaName ( 'IF' exists=WORD )? ( 'FOR' | 'ON' ) target=pathPattern ( 'REQUIRE' | 'ASSERT' )
      propertyList 'IS' constraintKind
    | 'ENUM' schemaName ( 'IF' exists=WORD )? '(' values+=STRING ( ',' values+=STRING )* ')'
    )
  ;

dropSchema : 'DROP' kind=( 'INDEX' | 'CONSTRAINT' | 'ENUM' ) schemaName ( 'IF' exists=WORD )? ;

schemaName : WORD | QUOTED_NAME ;

ifNotExists : 'IF' 'NOT' WORD ;

indexedProperties : propertyList | WORD '[' items+=propertyReference ( ',' items+=propertyReference )* ']' ;

propertyList
  : propertyReference
  | '(' items+=propertyReference ( ',' items+=propertyReference )* ')'
  ;

propertyReference : name '.' anyName ;

constraintKind : words+=WORD* ( unique='UNIQUE' | key='KEY' ) | negated='NOT' 'NULL' | ( '::' | 'TYPED' ) typeName ;

schemaOptions : 'OPTIONS' mapLiteral ;

// SHOW INDEXES, SHOW ALL FUNCTIONS, SHOW RELATIONSHIP TYPES: the builder knows the words.
showStatement
  : 'SHOW' words+=( WORD | 'ALL' | 'BY' | 'CONSTRAINT' | 'ENUM' | 'IN' | 'INDEX' | 'KEY' | 'TRANSACTIONS' | 'UNIQUE' )+
    ( yieldItems orderBy? skipRows? limitRows? )? whereClause? ( returnClause pages+=pageClause* )?
  ;

// ---------------------------------------------------------------------------------------------------
// Names

// Of variables, functions and procedures.
name
  : WORD | QUOTED_NAME
  | 'ACYCLIC' | 'ALL' | 'ALTER' | 'ANY' | 'ASC' | 'ASCENDING' | 'ASSERT' | 'BEGIN' | 'BY' | 'CALL' | 'CITE'
  | 'COMMIT'
  | 'CONSTRAINT' | 'CSV' | 'DESC' | 'DESCENDING' | 'DROP' | 'END' | 'ENUM' | 'EXCEPT' | 'EXPLAIN' | 'FIELDTERMINATOR'
  | 'FILTER' | 'FINISH' | 'FOR' | 'FOREACH' | 'FROM' | 'HEADERS' | 'IF' | 'INDEX' | 'INSERT' | 'INTERSECT' | 'KEY' | 'LET'
  | 'LOAD' | 'NEXT' | 'NODETACH' | 'NONE' | 'NORMALIZED' | 'NULLS' | 'OF' | 'OFFSET' | 'ON' | 'OPTIONS'
  | 'ORDER' | 'OTHERWISE'
  | 'PROFILE' | 'REQUIRE' | 'ROLLBACK' | 'ROWS' | 'SHORTEST' | 'SHOW' | 'SIMPLE' | 'SINGLE' | 'TRAIL'
  | 'TRANSACTIONS' | 'TYPED' | 'UNIQUE' | 'WALK' | 'YIELD'
  ;

// Of labels, relationship types and property keys: here every word is a name.
anyName
  : ~( INTEGER | FLOAT | MALFORMED_NUMBER | STRING | PARAMETER
     | PATTERN_PAREN | DASH_RELATIONSHIP | LEFT_RELATIONSHIP | COMPREHENSION_BRACKET | PATTERN_BRACKET | SEPARATOR
     | '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '::' | ':' | '..' | '.' | '||' | '|'
     | '=' | '=~' | '<>' | '<=' | '>=' | '<' | '>' | '+=' | '+' | '-' | '*' | '/' | '%' | '^'
     | '&' | '!' | '$' | '==' | '!=' | '&&' )
  ;
