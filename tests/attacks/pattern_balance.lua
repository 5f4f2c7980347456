-- nested balances in a long text
local s = ('('):rep(20000)
return s:gsub('%b()', '')
