-- What the caller's process needs to know to wait, or to wake its next thread; and whoever else
-- can take what became ready is woken. `waiting` is 0 for a caller that does not wait, 1 for one
-- that waits alone in its process, 2 if others wait there too, and 3 for its last look.
-- Registering is a hint, so being out of memory must not make it an error.
-- KEYS: ready withdrawn messages delayed inflight waiters
-- Needs: now, limit, allowance, ids, made_ready, is_cut, waiting, process, max_in_flight, wake_channel, heard_is_exact
-- Provides: left, how many messages could be taken still; next_look, in milliseconds or -1

local left, next_look = 0, -1
if waiting == 1 and ids[1] and made_ready == 0 then
	redis.call('ZREM', waiters, process)
elseif waiting > 0 or made_ready > 0 or is_cut or #ids < limit then
	--@ envelope
	--@ order
	--@ ready
	--@ wake
	local is_held_back = false
	if limit > 0 or allowance then
		left = count_ready()
		if max_in_flight > 0 then
			left = math.min(left, max_in_flight - redis.call('ZCARD', inflight))
		end
		if allowance then
			local tokens = math.floor(allowance.bucket.tokens)
			is_held_back = left > 0 and tokens == 0
			left = math.min(left, tokens)
		end
	end
	-- The sweep did all that it does at a time, so there may be more
	if limit > 0 and is_cut then
		left = math.max(left, 1)
	end
	wake(math.min(made_ready, left))
	local stays = (waiting == 1 and not ids[1]) or (waiting == 2 and left <= 0)
	if stays and not is_held_back then
		redis.pcall('ZADD', waiters, now, process)
	elseif waiting == 1 or waiting == 3 or stays then
		redis.call('ZREM', waiters, process)
	end
	if stays and is_held_back then
		-- Nothing that is sent meanwhile changes when it can take something
		next_look = allowance.next_turn()
	elseif waiting > 0 then
		for _, key in ipairs({ delayed, inflight }) do
			local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
			if first then
				local wait = math.max(tonumber(first) - now, 0)
				next_look = next_look < 0 and wait or math.min(next_look, wait)
			end
		end
	end
end
