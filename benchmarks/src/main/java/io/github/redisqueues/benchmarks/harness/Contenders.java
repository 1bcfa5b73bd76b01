package io.github.redisqueues.benchmarks.harness;

/**
 * Names of what this library is compared with.
 */
public final class Contenders {

	/**
	 * Lettuce's synchronous commands with byte arrays: the limit.
	 */
	public static final String RAW = "raw Lettuce";

	public static final String TEMPLATE = "RedisTemplate";

	public static final String REDISSON = "Redisson";

	public static final String REDISSON_FAIR = "Redisson, fair";

	public static final String INTEGRATION = "Spring Integration";

	public static final String INTEGRATION_PUB_SUB = "Spring Integration, pub/sub";

	public static final String STREAMS = "Redis Streams group";

	public static final String BULLMQ = "BullMQ";

	public static final String RQUEUE = "Rqueue";

	private Contenders() {
	}

}
