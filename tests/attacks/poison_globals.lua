-- makes and changes globals
assert = nil
