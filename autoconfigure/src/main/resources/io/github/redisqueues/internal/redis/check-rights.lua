-- Finds out what the user may not do. Calls each command once, so that it changes nothing: on a key that does
-- not exist, or with arguments that the command refuses. Those that would create the key are called while it
-- is a string, which they refuse.
-- KEYS: probe
-- ARGV: channel ... the commands
-- Returns: for each command that the user may not call, its name and the error
-- Called by: RightsCheck.missing

local ARGUMENTS = {
	DEL = { probe },
	EXISTS = { probe },
	GET = { probe },
	HDEL = { probe, 'f' },
	HEXISTS = { probe, 'f' },
	HGET = { probe, 'f' },
	HINCRBY = { probe, 'f', 'no number' },
	HLEN = { probe },
	HMGET = { probe, 'f' },
	HSET = { probe, 'f', 'v', 'no value' },
	HSETNX = { probe, 'f', 'v' },
	LINDEX = { probe, 0 },
	LLEN = { probe },
	LPOP = { probe },
	LPOS = { probe, 'v' },
	LPUSH = { probe, 'v' },
	LRANGE = { probe, 0, 0 },
	LREM = { probe, 1, 'v' },
	PEXPIRE = { probe, 1000 },
	PTTL = { probe },
	PUBLISH = { channel, '' },
	RPOP = { probe },
	RPUSH = { probe, 'v' },
	SADD = { probe, 'm' },
	SCARD = { probe },
	SET = { probe, '', 'XX' },
	SISMEMBER = { probe, 'm' },
	SMISMEMBER = { probe, 'm' },
	SREM = { probe, 'm' },
	TIME = {},
	UNLINK = { probe },
	ZADD = { probe, 'XX', 0, 'm' },
	ZCARD = { probe },
	ZCOUNT = { probe, 0, 0 },
	ZMSCORE = { probe, 'm' },
	ZPOPMIN = { probe },
	ZRANGE = { probe, 0, 0 },
	ZRANK = { probe, 'm' },
	ZREM = { probe, 'm' },
	ZREMRANGEBYRANK = { probe, 0, 0 },
	ZSCORE = { probe, 'm' },
}
local CREATES = { HSETNX = true, LPUSH = true, RPUSH = true, SADD = true }
-- How servers from 6.2 on say that the user has no right, or that they have no such command
local SIGNS = { "NOPERM", "can't run", "can't access", "can't publish", 'ACL failure', 'nknown Redis command', 'nknown command' }

local function is_denied(error)
	for _, sign in ipairs(SIGNS) do
		if string.find(error, sign, 1, true) then
			return true
		end
	end
	return false
end

local reply = {}
for i = first_rest, #ARGV do
	local command = ARGV[i]
	local arguments = ARGUMENTS[command]
	local is_harmless = arguments and not CREATES[command]
	if arguments and not is_harmless then
		local stored = redis.pcall('SET', probe, '', 'PX', 1000)
		is_harmless = stored.ok
	end
	if is_harmless then
		local result = redis.pcall(command, unpack(arguments))
		if type(result) == 'table' and result.err and is_denied(result.err) then
			reply[#reply + 1] = struct.pack('>I4', #command) .. command .. struct.pack('>I4', #result.err) .. result.err
		end
	end
	if CREATES[command] then
		redis.pcall('DEL', probe)
	end
end
return table.concat(reply)
