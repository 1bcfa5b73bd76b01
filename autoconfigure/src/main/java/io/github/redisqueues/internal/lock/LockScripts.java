package io.github.redisqueues.internal.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.internal.redis.LuaScript;

/**
 * The scripts of locks, read once.
 */
final class LockScripts {

	private static final List<LuaScript> ALL = new ArrayList<>();

	static final LuaScript ACQUIRE = load("acquire", "exclusive");

	/**
	 * For how many milliseconds a free lock is kept, from {@code constants.lua}.
	 */
	static final long RETENTION = ACQUIRE.number("RETENTION");

	static final LuaScript ACQUIRE_ALL = load("acquire-all", "exclusive");

	static final LuaScript CONTEND = load("contend", "exclusive");

	static final LuaScript RELEASE = load("release", "exclusive");

	static final LuaScript RELEASE_ALL = load("release-all", "exclusive");

	static final LuaScript RENEW = load("renew", "exclusive");

	static final LuaScript LEAVE = load("leave-wait-queue", "exclusive");

	static final LuaScript RELEASE_IN_TURN = load("release-in-turn", "shared");

	static final LuaScript RENEW_IN_TURN = load("renew-in-turn", "shared");

	static final LuaScript COUNT_HOLDERS = load("count-holders", "shared");

	private static final LuaScript ACQUIRE_FAIR = load("acquire-in-turn", "exclusive");

	private static final LuaScript ACQUIRE_SHARED = load("acquire-in-turn", "shared");

	private static final LuaScript INSPECT_EXCLUSIVE = load("inspect", "exclusive");

	private static final LuaScript INSPECT_SHARED = load("inspect", "shared");

	private static final LuaScript FORCE_RELEASE_EXCLUSIVE = load("force-release", "exclusive");

	private static final LuaScript FORCE_RELEASE_SHARED = load("force-release", "shared");

	private LockScripts() {
	}

	static List<LuaScript> all() {
		return List.copyOf(ALL);
	}

	/**
	 * Returns the scripts of locks that have one holder and no order.
	 */
	static List<LuaScript> ofMutexes() {
		return List.of(ACQUIRE, ACQUIRE_ALL, RELEASE, RELEASE_ALL, RENEW);
	}

	static LuaScript acquireInTurn(LockKind kind) {
		return kind.isShared() ? ACQUIRE_SHARED : ACQUIRE_FAIR;
	}

	static LuaScript inspect(LockKind kind) {
		return kind.isShared() ? INSPECT_SHARED : INSPECT_EXCLUSIVE;
	}

	static LuaScript forceRelease(LockKind kind) {
		return kind.isShared() ? FORCE_RELEASE_SHARED : FORCE_RELEASE_EXCLUSIVE;
	}

	private static LuaScript load(String name, String holding) {
		LuaScript script = LuaScript.load(LockScripts.class, name, Map.of("holding", holding));
		ALL.add(script);
		return script;
	}

}
