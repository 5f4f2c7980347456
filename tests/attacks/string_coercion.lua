-- arithmetic on texts
while true do local _ = '10' + 5, '0x10' * 2, -'2' end
