// Being written right now in parallel (the execution layer's writes, procedures, schema, counting): leave to its author.
