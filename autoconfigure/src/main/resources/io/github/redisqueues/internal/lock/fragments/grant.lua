-- Takes all locks if no other owner holds any of them. An owner that holds all of them already keeps its
-- token and gets a new lease, so that a call can be repeated after a lost reply.
-- Needs: count (how many locks; KEYS begins with them), lease, owner
-- Provides: micros, token, busy (index of the lock that another owner holds, or nil), left (milliseconds
--           of its lease)

--@ retention
--@ clock
local token, own_token, own, busy, left = micros, nil, 0, nil, nil
local before = {}
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	if record then
		left = redis.call('PTTL', KEYS[i]) - RETENTION
		local is_own = left > 0 and string.find(record, owner, HOLDER, true) == HOLDER
		if left > 0 and not is_own then
			busy = i
			break
		end
		local last = struct.unpack('>d', record)
		token = math.max(token, last + 1)
		before[i] = string.match(record, '^[^\n]*', HOLDER)
		if is_own then
			own, own_token = own + 1, last
		end
	end
end
if not busy and own == count then
	token = own_token
	for i = 1, count do
		redis.call('PEXPIRE', KEYS[i], lease + RETENTION)
	end
elseif not busy then
	local record = struct.pack('>d', token) .. owner .. '\n'
	for i = 1, count do
		redis.call('SET', KEYS[i], record .. (before[i] or ''), 'PX', lease + RETENTION)
	end
end
