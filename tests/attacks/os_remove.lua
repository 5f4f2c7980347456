-- removes a file
return os.remove('/tmp/kith-canary')
