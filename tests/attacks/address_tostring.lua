-- asks for an address by tostring
assert(tostring({}) == 'table') assert(tostring(print ~= nil))
