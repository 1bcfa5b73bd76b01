-- Takes all locks if nobody has any of them. Who has them already, as a call that is repeated after a
-- lost reply has, gets the token that he has.
-- Needs: count, lease, owner
-- Provides: RETENTION, micros, token, busy (which lock is held, nil if none), left (milliseconds of its lease)

--@ retention
--@ clock
local token, busy, left = micros, nil, nil
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	if record then
		left = redis.call('PTTL', KEYS[i]) - RETENTION
		if left > 0 then
			if string.sub(record, 9) == owner then
				return string.sub(record, 1, 8)
			end
			busy = i
			break
		end
		token = math.max(token, struct.unpack('>d', record) + 1)
	end
end
if not busy then
	local record = struct.pack('>d', token) .. owner
	for i = 1, count do
		redis.call('SET', KEYS[i], record, 'PX', lease + RETENTION)
	end
end
