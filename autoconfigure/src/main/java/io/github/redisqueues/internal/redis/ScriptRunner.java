package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Runs scripts through a {@link RedisTemplate} of its own and classifies failures. A
 * script that Redis did not execute for a temporary reason is retried for a while, but no
 * longer than the client's command timeout; one that Redis may have executed is not.
 * Several scripts of one call share a {@link Deadline}. Safe for use by several threads.
 */
public final class ScriptRunner {

	/**
	 * For how long at the most a script is retried that Redis does not execute for a
	 * temporary reason.
	 */
	public static final Duration RETRY_LIMIT = Duration.ofSeconds(5);

	static final Duration FIRST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

	private static final String INTERRUPTED = "the thread was interrupted";

	private static final Duration NO_TIMEOUT = Duration.ofDays(1);

	private final RedisConnectionFactory connectionFactory;

	private final RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();

	private final CallsUnderWay underWay = new CallsUnderWay();

	private final PatientScripts patient;

	private final SilenceCheck silence;

	private final @Nullable LettuceDisconnections disconnections;

	private volatile @Nullable Boolean cluster;

	private volatile boolean closed;

	private volatile @Nullable RedisOutage outage;

	/**
	 * Creates a runner.
	 * @param connectionFactory makes the connections; it is not changed
	 */
	public ScriptRunner(RedisConnectionFactory connectionFactory) {
		this(connectionFactory, new SilenceCheck(connectionFactory, 0));
	}

	/**
	 * Creates a runner.
	 * @param connectionFactory makes the connections; it is not changed
	 * @param silence learns of answers and timeouts
	 */
	public ScriptRunner(RedisConnectionFactory connectionFactory, SilenceCheck silence) {
		this.connectionFactory = connectionFactory;
		this.patient = new PatientScripts(connectionFactory);
		this.silence = silence;
		this.disconnections = (LettuceScripts.PRESENT && connectionFactory instanceof LettuceConnectionFactory lettuce)
				? new LettuceDisconnections(lettuce) : null;
		this.template.setConnectionFactory(new DetachedConnectionFactory(connectionFactory));
		this.template.setDefaultSerializer(RedisSerializer.byteArray());
		// Otherwise each call creates a proxy for its connection
		this.template.setExposeConnection(true);
		this.template.afterPropertiesSet();
	}

	/**
	 * Returns the end of a call that begins now: the client's command timeout from now.
	 * The first call connects before that.
	 * @return the deadline
	 * @throws RedisNotExecutedException if there is no connection
	 */
	public Deadline deadline() {
		isCluster();
		return Deadline.after(commandTimeout());
	}

	/**
	 * Returns what watches over the answers.
	 */
	SilenceCheck silence() {
		return this.silence;
	}

	/**
	 * Returns how many network connections were lost so far. If the number changes during
	 * a call, the client may have sent its script more than once.
	 * @return the number, always 0 with a client that does not repeat what it has sent
	 */
	public int disconnections() {
		return (this.disconnections != null) ? this.disconnections.count() : 0;
	}

	/**
	 * Returns how long the client waits for an answer. Another client than Lettuce does
	 * not tell.
	 */
	Duration commandTimeout() {
		if (this.connectionFactory instanceof LettuceConnectionFactory lettuce) {
			// Lettuce takes zero for no timeout
			return (lettuce.getTimeout() > 0) ? Duration.ofMillis(lettuce.getTimeout()) : NO_TIMEOUT;
		}
		return RETRY_LIMIT;
	}

	/**
	 * Runs a script, and retries it for up to {@link #RETRY_LIMIT} or the client's
	 * command timeout, whichever is shorter.
	 * @param script the script
	 * @param keys its keys, in the order of the script's header
	 * @param arguments its arguments
	 * @return the reply
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(LuaScript script, List<byte[]> keys, byte[]... arguments) {
		return run(RETRY_LIMIT, script, keys, arguments);
	}

	/**
	 * Runs a script as a part of a call that ends at a deadline: does not begin it after
	 * the deadline, and does not retry it beyond.
	 * @param deadline the end of the call
	 * @param script the script
	 * @param keys its keys, in the order of the script's header
	 * @param arguments its arguments
	 * @return the reply
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(Deadline deadline, LuaScript script, List<byte[]> keys, byte[]... arguments) {
		requireLeft(deadline, script);
		return run(deadline.left(), deadline.isPatient(), script, keys, arguments);
	}

	/**
	 * Checks that a script may run now.
	 */
	void requireLeft(Deadline deadline, LuaScript script) {
		requireOpen(script);
		if (deadline.left().isZero()) {
			throw new RedisNotExecutedException(notExecuted(script) + "the client's command timeout was over", null);
		}
	}

	/**
	 * Runs a script, and retries it while Redis does not execute it for a temporary
	 * reason. Sends nothing if the thread is interrupted. The interrupt flag stays set.
	 * @param retryLimit how long to retry; {@link #RETRY_LIMIT} and the client's command
	 * timeout limit it too
	 * @param script the script
	 * @param keys its keys, in the order of the script's header
	 * @param arguments its arguments
	 * @return the reply
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(Duration retryLimit, LuaScript script, List<byte[]> keys, byte[]... arguments) {
		return run(retryLimit, false, script, keys, arguments);
	}

	private LuaReply run(Duration retryLimit, boolean isPatient, LuaScript script, List<byte[]> keys,
			byte[][] arguments) {
		this.underWay.begin();
		try {
			return attempt(retryLimit, isPatient, script, keys, arguments);
		}
		finally {
			this.underWay.end();
		}
	}

	private LuaReply attempt(Duration retryLimit, boolean isPatient, LuaScript script, List<byte[]> keys,
			byte[][] arguments) {
		requireOpen(script);
		Deadline giveUp = Deadline.after(shortest(retryLimit, RETRY_LIMIT, commandTimeout()));
		for (Duration pause = FIRST_PAUSE;; pause = longer(pause)) {
			if (Thread.currentThread().isInterrupted()) {
				throw new RedisNotExecutedException(notExecuted(script) + INTERRUPTED, null);
			}
			long began = System.nanoTime();
			try {
				LuaReply reply = isPatient ? this.patient.run(commandTimeout(), script, keys, arguments) : null;
				if (reply == null) {
					reply = new LuaReply(this.template.execute(script, keys, (Object[]) arguments));
				}
				answered();
				this.silence.answered();
				return reply;
			}
			catch (DataAccessException | IllegalStateException ex) {
				this.silence.failed(ex, began);
				RedisFailure failure = RedisFailure.of(ex, script);
				if (failure != RedisFailure.NOT_EXECUTED_YET || giveUp.left().isZero()) {
					failed(failure, ex);
					throw exception(failure, script, ex);
				}
			}
			LockSupport.parkNanos(Math.min(jittered(pause), giveUp.left().toNanos()));
		}
	}

	/**
	 * Notes that Redis has answered.
	 */
	void answered() {
		if (this.outage != null) {
			this.outage = null;
		}
	}

	/**
	 * Notes that a call failed.
	 */
	void failed(RedisFailure failure, Throwable cause) {
		switch (failure) {
			case REFUSED, BROKEN_OFF -> answered();
			default -> {
				if (!Thread.currentThread().isInterrupted()) {
					RedisOutage known = this.outage;
					this.outage = new RedisOutage((known != null) ? known.since() : Instant.now(), reason(cause));
				}
			}
		}
	}

	/**
	 * Returns the outage of Redis that the calls are in: the latest one failed, because
	 * Redis could not be reached, did not execute it or did not answer.
	 * @return the outage, empty if there is none
	 */
	public Optional<RedisOutage> outage() {
		return Optional.ofNullable(this.outage);
	}

	/**
	 * Returns how long to pause, in nanoseconds, so that the processes do not retry
	 * together.
	 */
	static long jittered(Duration pause) {
		return ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos());
	}

	/**
	 * Returns the pause before the retry after the next one.
	 */
	static Duration longer(Duration pause) {
		return shortest(pause.multipliedBy(2), LONGEST_PAUSE);
	}

	private static Duration shortest(Duration... durations) {
		return Collections.min(List.of(durations));
	}

	/**
	 * Returns whether Redis is a Cluster. The first call connects.
	 * @return true if it is
	 * @throws RedisNotExecutedException if there is no connection
	 */
	public boolean isCluster() {
		Boolean known = this.cluster;
		if (known == null) {
			known = askWhetherCluster();
			this.cluster = known;
		}
		return known;
	}

	private boolean askWhetherCluster() {
		requireOpen("connect");
		try {
			return Boolean.TRUE.equals(this.template
				.execute((RedisCallback<Boolean>) (connection) -> connection instanceof RedisClusterConnection));
		}
		catch (DataAccessException | IllegalStateException ex) {
			failed(RedisFailure.NOT_EXECUTED, ex);
			throw new RedisNotExecutedException("Redis cannot be reached; nothing was changed: " + reason(ex), ex);
		}
	}

	/**
	 * Waits for the answers to all calls, so that the connection can be closed.
	 * @param limit how long to wait at the most
	 */
	public void awaitAnswers(Duration limit) {
		this.underWay.await(limit);
	}

	/**
	 * Returns the calls whose answers have not come.
	 */
	CallsUnderWay underWay() {
		return this.underWay;
	}

	/**
	 * Refuses all calls from now on.
	 */
	public void close() {
		this.closed = true;
		if (this.disconnections != null) {
			this.disconnections.close();
		}
	}

	/**
	 * Checks that calls are not refused.
	 * @param what what is to be executed
	 * @throws ApplicationContextClosedException if they are
	 */
	public void requireOpen(Object what) {
		if (this.closed) {
			throw new ApplicationContextClosedException(notExecuted(what) + "the application context has been closed");
		}
	}

	static RuntimeException exception(RedisFailure failure, LuaScript script, Throwable cause) {
		String reason = script.located(reason(cause));
		return switch (failure) {
			case NOT_EXECUTED, NOT_EXECUTED_YET -> new RedisNotExecutedException(notExecuted(script) + reason, cause);
			case REFUSED -> new RedisNotExecutedException(notExecuted(script) + reason, cause, true);
			case BROKEN_OFF -> new RedisOutcomeUnknownException(
					"Redis broke off '" + script + "'; it may have changed something before: " + reason, cause);
			case UNKNOWN -> new RedisOutcomeUnknownException(
					"Redis did not answer '" + script + "'; it may have been executed or not: " + reason, cause);
		};
	}

	private static String notExecuted(Object what) {
		return "Redis did not execute '" + what + "'; nothing was changed: ";
	}

	private static String reason(Throwable failure) {
		Throwable deepest = deepest(failure);
		if (deepest instanceof InterruptedException) {
			return INTERRUPTED;
		}
		return (deepest.getMessage() != null) ? deepest.getMessage() : deepest.getClass().getSimpleName();
	}

	private static Throwable deepest(Throwable failure) {
		Throwable deepest = failure;
		while (deepest.getCause() != null) {
			deepest = deepest.getCause();
		}
		return deepest;
	}

}
