-- The id that is taken next.
-- KEYS: ready
-- Needs: none
-- Provides: first_ready (nil if there is none)

local first_ready = redis.call('ZRANGE', ready, 0, 0)[1]
first_ready = first_ready and string.sub(first_ready, 7)
