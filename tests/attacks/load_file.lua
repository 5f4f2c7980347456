-- reads a file as a program
return dofile('/etc/passwd')
