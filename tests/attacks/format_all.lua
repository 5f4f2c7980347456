-- formats of every letter
for c = 0, 255 do for _, w in ipairs { '', '99', '.99', '-+ #0', '999', '%' } do pcall(string.format, '%' .. w .. string.char(c), 1) pcall(string.format, '%' .. w .. string.char(c), 'x') end end
