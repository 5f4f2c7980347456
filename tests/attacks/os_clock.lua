-- reads the clock
return os.time(), os.clock(), os.getenv('HOME')
