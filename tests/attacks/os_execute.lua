-- runs a program
return os.execute('touch /tmp/kith-escaped')
