-- A message comes into the queue whose id may have been in it before: receipts of that time must
-- stay worthless.
-- KEYS: attempts meta
-- Needs: now
-- Provides: begin_life

local function begin_life(id)
	redis.call('HSET', attempts, id, '1.' .. now .. '-' .. redis.call('HINCRBY', meta, 'sequence', 1))
end
