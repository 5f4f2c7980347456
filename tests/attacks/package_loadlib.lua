-- loads a C library
return package.loadlib('libc.so.6', 'system')('touch /tmp/kith-escaped')
