-- an error from inside a substitution, again and again
while true do pcall(string.gsub, 'aaaa', 'a', function() error({}) end) end
