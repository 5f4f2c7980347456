-- loads compiled code
return load(string.dump(function() end))()
