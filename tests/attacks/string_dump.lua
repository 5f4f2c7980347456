-- makes bytecode
return string.dump(function() end)
