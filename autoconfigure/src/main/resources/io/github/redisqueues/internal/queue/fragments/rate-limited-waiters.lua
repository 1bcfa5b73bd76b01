-- A process that waits only because the rate is used up looks again by itself when it is its turn. So it is not woken
-- for a message, but when the limits change. In the ZSET of waiting processes it comes after all others: this is added
-- to the moment when it called.
-- Needs: none
-- Provides: RATE_LIMITED

-- Milliseconds
local RATE_LIMITED = 10000000000000
