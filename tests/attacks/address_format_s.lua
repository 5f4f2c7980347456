-- asks for an address by %s
assert(('%s %s'):format({}, ipairs) == 'table function') assert(('%5s%%%-9s|'):format({}, ipairs) == 'table%function |')
