package io.github.redisqueues.internal.lock.redlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.Lease;
import io.github.redisqueues.internal.lock.LockClaim;
import io.github.redisqueues.internal.lock.LockStore;
import io.github.redisqueues.internal.lock.LockTarget;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Keeps locks in a majority of several independent Redis servers, by the <a href=
 * "https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/">published
 * rule of Redlock</a>: all servers are asked at once, each for a short time; the lock is
 * held if more than half of them gave it and some of the lease is left, less a hundredth
 * of it and 2 milliseconds for clocks that do not run alike. Otherwise it is given back
 * everywhere, and tried again after a random pause until the wait is over. It is renewed
 * by a majority and given back everywhere.
 * <p>
 * It bears the loss of a minority of the servers, which a single one with a replica does
 * not. It gives no fencing token, as the servers have no count in common; so nothing
 * protects a resource from a holder that was stopped past its lease. It relies on clocks
 * that run at about the same pace. And a server that forgets its locks when it restarts
 * (any but one with {@code appendfsync always}) must stay away for longer than the
 * longest lease before it comes back, or a second majority may be found with its help.
 * Where a token is wanted, one Redis is the better choice.
 * <p>
 * Who waits asks again and again; there is no order and no wake-up.
 */
public final class RedlockStore implements LockStore {

	private static final int FEWEST = 3;

	/**
	 * A first connection takes longer than an answer.
	 */
	private static final Duration FIRST_CONTACT = Duration.ofSeconds(2);

	private static final int LIMIT_DIVISOR = 3;

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(120);

	private final List<RedlockNode> nodes;

	private final String namespace;

	private final long nodeTimeout;

	private volatile boolean met;

	private volatile CompletableFuture<Void> stopped = new CompletableFuture<>();

	/**
	 * Creates a store, without connecting.
	 * @param nodes where each server's connections come from, for an odd number of
	 * servers, 3 or more, of which none is a replica of another; their time limit for
	 * commands and for connecting should be about that of a node
	 * @param namespace first word of every key
	 * @param nodeTimeout how long one server may take for an answer; a third of the lease
	 * at the most, whatever this says
	 * @throws IllegalArgumentException if the number of servers is even or below 3, or
	 * the time is not positive
	 */
	public RedlockStore(List<? extends RedisConnectionFactory> nodes, String namespace, Duration nodeTimeout) {
		if (nodes.size() < FEWEST || nodes.size() % 2 == 0) {
			throw new IllegalArgumentException(
					"nodes must be an odd number of 3 or more, but there are " + nodes.size() + " of them");
		}
		if (nodeTimeout.isNegative() || nodeTimeout.isZero()) {
			throw new IllegalArgumentException("nodeTimeout must be positive, but is " + nodeTimeout);
		}
		this.namespace = Objects.requireNonNull(namespace, "namespace must not be null");
		this.nodeTimeout = nodeTimeout.toNanos();
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-redlock-");
		executor.setDaemon(true);
		this.nodes = nodes.stream().map((node) -> new RedlockNode(node, namespace, executor)).toList();
	}

	@Override
	public OptionalLong acquire(LockClaim claim, Duration wait) {
		LockTarget target = target(claim);
		long end = System.nanoTime() + wait.toNanos();
		List<CompletableFuture<Boolean>> busy = new ArrayList<>(
				Collections.nCopies(this.nodes.size(), CompletableFuture.completedFuture(true)));
		while (true) {
			long askedAt = System.nanoTime();
			List<CompletableFuture<Boolean>> answers = acquire(target, claim, busy);
			RedlockVote.Result result = new RedlockVote(answers).await(limit(claim.lease()));
			if (result.isYes() && Lease.deadline(askedAt, claim.lease().toMillis()) - System.nanoTime() > 0) {
				this.met = true;
				return OptionalLong.of(askedAt);
			}
			giveBack(target, claim, busy, answers);
			long left = end - System.nanoTime();
			if (left <= 0 || !pause(left)) {
				if (result.answers() <= this.nodes.size() / 2 && !Thread.currentThread().isInterrupted()) {
					throw new RedisNotExecutedException("Lock " + claim.described() + " was not acquired: only "
							+ result.answers() + " of " + this.nodes.size() + " Redlock servers answered", null);
				}
				return OptionalLong.empty();
			}
		}
	}

	/**
	 * Asks all servers but those that have not yet given back what they gave, or may have
	 * given, before: the owner is the same.
	 */
	private List<CompletableFuture<Boolean>> acquire(LockTarget target, LockClaim claim,
			List<CompletableFuture<Boolean>> busy) {
		List<CompletableFuture<Boolean>> answers = new ArrayList<>();
		for (int i = 0; i < this.nodes.size(); i++) {
			answers
				.add(busy.get(i).isDone() ? this.nodes.get(i).acquire(target, claim.owner(), claim.lease().toMillis())
						: CompletableFuture.failedFuture(new IllegalStateException("The server has not answered yet")));
		}
		return answers;
	}

	private void giveBack(LockTarget target, LockClaim claim, List<CompletableFuture<Boolean>> busy,
			List<CompletableFuture<Boolean>> answers) {
		long end = System.nanoTime() + claim.lease().toNanos();
		for (int i = 0; i < this.nodes.size(); i++) {
			RedlockNode node = this.nodes.get(i);
			if (busy.get(i).isDone()) {
				busy.set(i,
						answers.get(i)
							.handle((answer, failure) -> node.giveBack(target, claim.owner(), end))
							.thenCompose(Function.identity()));
			}
		}
	}

	/**
	 * Waits a little.
	 * @return whether to go on
	 */
	private boolean pause(long left) {
		try {
			this.stopped.get(Math.min(left, ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE, LONGEST_PAUSE)),
					TimeUnit.NANOSECONDS);
			return false;
		}
		catch (TimeoutException ex) {
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean renew(LockClaim claim) {
		LockTarget target = target(claim);
		return decide("renewed", claim, new RedlockVote(
				this.nodes.stream().map((node) -> node.renew(target, claim.owner(), claim.lease().toMillis())).toList())
			.await(limit(claim.lease())));
	}

	@Override
	public boolean release(LockClaim claim) {
		return decide("released", claim, new RedlockVote(giveBack(claim)).await(limit(claim.lease())));
	}

	private List<CompletableFuture<Boolean>> giveBack(LockClaim claim) {
		LockTarget target = target(claim);
		long end = System.nanoTime() + claim.lease().toNanos();
		return this.nodes.stream().map((node) -> node.giveBack(target, claim.owner(), end)).toList();
	}

	private boolean decide(String what, LockClaim claim, RedlockVote.Result result) {
		if (!result.isYes() && !result.isNo()) {
			throw new RedisOutcomeUnknownException("Lock " + claim.described() + " was " + what + " on " + result.yes()
					+ " of " + this.nodes.size() + " Redlock servers, and only " + result.answers() + " answered",
					null);
		}
		return result.isYes();
	}

	@Override
	public void abandon(LockClaim claim) {
		giveBack(claim);
	}

	@Override
	public void start() {
		this.stopped = new CompletableFuture<>();
	}

	@Override
	public void stop() {
		this.stopped.complete(null);
	}

	@Override
	public boolean isStopped() {
		return this.stopped.isDone();
	}

	@Override
	public void close() {
		stop();
		this.nodes.forEach(RedlockNode::close);
	}

	@Override
	public String toString() {
		return "Redlock over " + this.nodes.size() + " servers";
	}

	private LockTarget target(LockClaim claim) {
		return new LockTarget(this.namespace, claim.name(), claim.keys());
	}

	private long limit(Duration lease) {
		long limit = this.met ? this.nodeTimeout : Math.max(this.nodeTimeout, FIRST_CONTACT.toNanos());
		return Math.min(limit, lease.toNanos() / LIMIT_DIVISOR);
	}

}
