-- The id that is taken next, which may be withdrawn.
-- KEYS: ready
-- Needs: none
-- Provides: first_ready (nil or false if there is none)

--@ order
local first_ready = redis.call('LINDEX', ready, POP == 'LPOP' and 0 or -1)
