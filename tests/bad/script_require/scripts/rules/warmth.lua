local tone = require "tonne"
return { features = {}, factors = { { "x", value = function() return tone.x end } } }
