-- malformed patterns
for _, p in ipairs { '[', '[a', '%', '%b', '%f', '(', ')', '[]', '[^', '%1', '[a-', '[%' } do pcall(string.find, 'text', p) end
