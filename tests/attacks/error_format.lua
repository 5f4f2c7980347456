-- an error with a format in it
error('%s%s%s%n%n%n%99999999d')
