-- writes to standard output
io.stdout:write('escaped\n') print('escaped')
