-- an error object that is a table
error({ message = 'x' })
