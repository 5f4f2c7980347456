-- formats that allocate at will
return string.pack('!16 i16 s8', 1, ('x'):rep(1000)) .. string.unpack('c1000000000', 'x')
