-- runs a program through a pipe
return io.popen('id > /tmp/kith-escaped'):read('a')
