package io.github.redisqueues.internal.lock.redlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.LockAttempt;
import io.github.redisqueues.internal.lock.LockClaim;
import io.github.redisqueues.internal.lock.LockLease;
import io.github.redisqueues.internal.lock.LockRequest;
import io.github.redisqueues.internal.lock.LockStore;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Keeps locks in a majority of several independent Redis servers, as in the <a href=
 * "https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/">published
 * Redlock algorithm</a>. All servers are asked at once, each for a short time. The lock
 * is held if more than half of them granted it and some of the lease is left, minus a
 * hundredth of it and 2 milliseconds for clock drift. Otherwise it is released everywhere
 * and tried again after a random pause, until the wait time is over. A majority renews
 * it; all servers release it.
 * <p>
 * It survives the loss of a minority of the servers, which a single server with a replica
 * does not. It has no fencing token, because the servers share no counter, so nothing
 * protects a resource from a holder that was stopped past its lease. It relies on clocks
 * that run at about the same speed. A server that forgets its locks on a restart (any
 * without {@code appendfsync always}) must stay down for longer than the longest lease,
 * or it may help to form a second majority. If you want a token, prefer a single Redis.
 * <p>
 * Waiters poll; there is no order and no wake-up.
 */
public final class RedlockStore implements LockStore {

	private static final int MIN_NODES = 3;

	/**
	 * Connecting takes longer than a reply.
	 */
	private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(2);

	private static final int TIMEOUT_DIVISOR = 3;

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(120);

	private final List<RedlockNode> nodes;

	private final long nodeTimeout;

	private volatile boolean connected;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/**
	 * Creates a store without connecting.
	 * @param nodes the connections of each server: an odd number of servers, 3 or more,
	 * none a replica of another. Their command and connect timeouts should be about the
	 * node timeout
	 * @param namespace first word of every key
	 * @param nodeTimeout how long to wait for the reply of one server; never longer than
	 * a third of the lease
	 * @throws IllegalArgumentException if the number of servers is even or below 3, or
	 * the time is not positive
	 */
	public RedlockStore(List<? extends RedisConnectionFactory> nodes, String namespace, Duration nodeTimeout) {
		if (nodes.size() < MIN_NODES || nodes.size() % 2 == 0) {
			throw new IllegalArgumentException(
					"nodes must be an odd number of 3 or more, but there are " + nodes.size() + " of them");
		}
		if (nodeTimeout.isNegative() || nodeTimeout.isZero()) {
			throw new IllegalArgumentException("nodeTimeout must be positive, but is " + nodeTimeout);
		}
		Objects.requireNonNull(namespace, "namespace must not be null");
		this.nodeTimeout = nodeTimeout.toNanos();
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-redlock-");
		executor.setDaemon(true);
		this.nodes = nodes.stream().map((node) -> new RedlockNode(node, namespace, executor)).toList();
	}

	@Override
	public LockAttempt acquire(LockRequest request, String owner) {
		LockClaim claim = request.claim(owner);
		long end = System.nanoTime() + request.waitNanos();
		List<CompletableFuture<Boolean>> releases = new ArrayList<>(
				Collections.nCopies(this.nodes.size(), CompletableFuture.completedFuture(true)));
		while (true) {
			long sentAt = System.nanoTime();
			List<CompletableFuture<Boolean>> answers = acquire(claim, releases);
			RedlockVote.Result result = new RedlockVote(answers).await(timeout(claim));
			if (result.isYes() && LockLease.deadline(sentAt, claim.leaseMillis()) - System.nanoTime() > 0) {
				this.connected = true;
				return LockAttempt.granted(sentAt);
			}
			release(claim, releases, answers);
			long left = end - System.nanoTime();
			if (left <= 0 || !pause(left)) {
				if (result.answers() <= this.nodes.size() / 2 && !Thread.currentThread().isInterrupted()) {
					throw new RedisNotExecutedException("Lock " + claim.target() + " was not acquired: only "
							+ result.answers() + " of " + this.nodes.size() + " Redlock servers replied", null);
				}
				return LockAttempt.REFUSED;
			}
		}
	}

	/**
	 * Asks all servers except those that have not confirmed yet that they released what
	 * the same owner got, or may have got, from them before.
	 */
	private List<CompletableFuture<Boolean>> acquire(LockClaim claim, List<CompletableFuture<Boolean>> releases) {
		List<CompletableFuture<Boolean>> answers = new ArrayList<>();
		for (int i = 0; i < this.nodes.size(); i++) {
			answers.add(releases.get(i).isDone() ? this.nodes.get(i).acquire(claim)
					: CompletableFuture.failedFuture(new IllegalStateException("The server has not replied yet")));
		}
		return answers;
	}

	private void release(LockClaim claim, List<CompletableFuture<Boolean>> releases,
			List<CompletableFuture<Boolean>> answers) {
		long end = end(claim);
		for (int i = 0; i < this.nodes.size(); i++) {
			RedlockNode node = this.nodes.get(i);
			if (releases.get(i).isDone()) {
				releases.set(i,
						answers.get(i)
							.handle((answer, failure) -> node.releaseUntil(claim, end))
							.thenCompose(Function.identity()));
			}
		}
	}

	/**
	 * Waits a random time.
	 * @return false if the store was closed or the thread interrupted
	 */
	private boolean pause(long left) {
		try {
			this.closed.get(Math.min(left, ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE, LONGEST_PAUSE)),
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
	public boolean[] renew(List<LockClaim> claims) {
		boolean[] renewed = new boolean[claims.size()];
		for (int i = 0; i < renewed.length; i++) {
			LockClaim claim = claims.get(i);
			renewed[i] = decide("renewed", claim, this.nodes.stream().map((node) -> node.renew(claim)).toList());
		}
		return renewed;
	}

	@Override
	public boolean release(LockClaim claim, long turnBegan) {
		return decide("released", claim, releaseAll(claim));
	}

	@Override
	public void abandon(LockClaim claim) {
		releaseAll(claim);
	}

	private List<CompletableFuture<Boolean>> releaseAll(LockClaim claim) {
		long end = end(claim);
		return this.nodes.stream().map((node) -> node.releaseUntil(claim, end)).toList();
	}

	private boolean decide(String what, LockClaim claim, List<CompletableFuture<Boolean>> answers) {
		RedlockVote.Result result = new RedlockVote(answers).await(timeout(claim));
		if (!result.isYes() && !result.isNo()) {
			throw new RedisOutcomeUnknownException("Lock " + claim.target() + " was " + what + " on " + result.yes()
					+ " of " + this.nodes.size() + " Redlock servers, and only " + result.answers() + " replied", null);
		}
		return result.isYes();
	}

	@Override
	public void endWaiting() {
		this.closed.complete(null);
	}

	@Override
	public boolean isClosed() {
		return this.closed.isDone();
	}

	@Override
	public void close() {
		endWaiting();
		this.nodes.forEach(RedlockNode::close);
	}

	@Override
	public String toString() {
		return "Redlock over " + this.nodes.size() + " servers";
	}

	private long timeout(LockClaim claim) {
		long timeout = this.connected ? this.nodeTimeout : Math.max(this.nodeTimeout, FIRST_TIMEOUT.toNanos());
		return Math.min(timeout, TimeUnit.MILLISECONDS.toNanos(claim.leaseMillis()) / TIMEOUT_DIVISOR);
	}

	private static long end(LockClaim claim) {
		return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(claim.leaseMillis());
	}

}
