-- Takes one lock without waiting. An owner that holds it already, because the call is repeated after a lost
-- reply, keeps its token and gets a new lease.
-- KEYS: lock
-- ARGV: time_to_live owner
-- Returns: the token; or below zero the milliseconds that the lease of another owner still lasts
-- Called by: LockCommands.acquire

--@ record
local time = redis.call('TIME')
local token, before = time[1] * 1000000 + time[2], ''
local record = redis.call('GET', lock)
if record then
	local left = lease_left(lock)
	if left > 0 then
		if not is_owner(record, owner) then
			return struct.pack('>d', -left)
		end
		redis.call('PEXPIRE', lock, time_to_live)
		return string.sub(record, 1, 8)
	end
	token = math.max(token, last_token(record) + 1)
	before = owner_of(record)
end
local packed = struct.pack('>d', token)
redis.call('SET', lock, new_record(packed, owner, before), 'PX', time_to_live)
return packed
