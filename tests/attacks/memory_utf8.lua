-- code points of a long text
return select('#', utf8.codepoint(('x'):rep(1000000), 1, -1))
