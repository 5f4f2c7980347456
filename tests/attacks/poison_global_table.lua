-- looks for the table of globals
_G.string = nil
