-- Takes a lock that nobody else has, without waiting. Who has it already, as a call that is repeated
-- after a lost reply has, keeps his token and gets a new lease. This is what most calls are, so it is
-- written for speed: see retention.lua and grant.lua for what it does.
-- KEYS: lock
-- ARGV: time_to_live owner
-- Returns: the token; below zero the milliseconds that the lease in the way still has
-- Called by: LockCommands.acquire

--@ retention
local time = redis.call('TIME')
local token, before = time[1] * 1000000 + time[2], ''
local record = redis.call('GET', lock)
if record then
	local left = redis.call('PTTL', lock) - RETENTION
	if left > 0 then
		if string.find(record, owner, HOLDER, true) ~= HOLDER then
			return struct.pack('>d', -left)
		end
		redis.call('PEXPIRE', lock, time_to_live)
		return string.sub(record, 1, 8)
	end
	local last = struct.unpack('>d', record)
	if last >= token then
		token = last + 1
	end
	before = string.sub(record, HOLDER, (string.find(record, '\n', HOLDER, true) or 0) - 1)
end
local packed = struct.pack('>d', token)
redis.call('SET', lock, packed .. owner .. '\n' .. before, 'PX', time_to_live)
return packed
