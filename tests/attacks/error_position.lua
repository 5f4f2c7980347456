-- an error with a forged position
error('/etc/passwd:1: no', 0)
