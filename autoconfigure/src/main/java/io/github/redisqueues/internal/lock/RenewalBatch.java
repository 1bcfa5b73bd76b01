package io.github.redisqueues.internal.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * Several renewals in one request, as {@code renew.lua} and {@code renew-in-turn.lua}
 * want them.
 *
 * @param renewals what is asked for; all of one kind
 */
record RenewalBatch(List<Renewal> renewals) {

	LockTarget target() {
		return this.renewals.get(0).target();
	}

	private boolean isShared() {
		return this.renewals.get(0).kind().isShared();
	}

	LuaScript script() {
		return isShared() ? LockScripts.RENEW_IN_TURN : LockScripts.RENEW;
	}

	List<byte[]> keys() {
		if (isShared()) {
			return target().shared();
		}
		List<byte[]> keys = new ArrayList<>(this.renewals.size());
		this.renewals.forEach((renewal) -> keys.addAll(renewal.target().locks()));
		return keys;
	}

	byte[][] arguments() {
		ByteBuffer numbers = ByteBuffer.allocate((isShared() ? 1 : 2) * Double.BYTES * this.renewals.size());
		byte[][] arguments = new byte[1 + this.renewals.size()][];
		arguments[0] = numbers.array();
		for (int i = 0; i < this.renewals.size(); i++) {
			Renewal renewal = this.renewals.get(i);
			if (!isShared()) {
				numbers.putDouble(Math.max(renewal.target().keys().size(), 1));
			}
			numbers.putDouble(renewal.leaseMillis());
			arguments[1 + i] = renewal.owner().getBytes(StandardCharsets.UTF_8);
		}
		return arguments;
	}

	/**
	 * Reads the answer.
	 * @return for each renewal whether its hold stands
	 */
	boolean[] results(LuaReply reply) {
		byte[] digits = reply.bytes(this.renewals.size());
		boolean[] stand = new boolean[digits.length];
		for (int i = 0; i < digits.length; i++) {
			stand[i] = digits[i] == '1';
		}
		return stand;
	}

}
