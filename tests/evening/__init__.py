"""A rating evening: a whole college rates at once, over real HTTP, while answers are lost and the server is killed.

college     makes it, by plain SQL                 raters      what each person does, and what was answered
wire        connections that may be dropped        beliefs     what a ballot may hold, after all that was answered
server      `zongce serve`, killed and started     checks      the database and the API held against it
evening     all of it at once                      reckoning   rating scores by hand, in exact fractions
"""
