package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockedTransactionTests {

	private final LockedContext context = LockedContext.start(Database.class, Stock.class);

	private final Stock stock = this.context.bean(Stock.class);

	private final JdbcTemplate jdbc = this.context.bean(JdbcTemplate.class);

	private final TransactionTemplate transaction = new TransactionTemplate(
			this.context.bean(PlatformTransactionManager.class));

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void theNextHolderSeesWhatTheOneBeforeCommitted() {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<CompletableFuture<Integer>> counts = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			counts.add(CompletableFuture.supplyAsync(this.stock::countAndAdd, threads));
		}
		assertThat(counts.stream().map(CompletableFuture::join)).doesNotHaveDuplicates();
		threads.shutdown();
		assertThat(rows()).isEqualTo(40);
	}

	@Test
	void theLockIsHeldWhenTheTransactionHasEnded() {
		List<Boolean> taken = new ArrayList<>();
		this.stock.add(() -> afterCompletion(() -> taken.add(this.context.isTaken("stock"))));
		assertThat(taken).containsExactly(true);
		assertThat(rows()).isOne();
		assertThat(this.context.isTaken("stock")).isFalse();
	}

	@Test
	void aLockThatIsLostInsideRollsBackWhatTheMethodDid() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.stock.addAndLose());
		assertThat(rows()).isZero();
	}

	@Test
	void aLostLockRollsBackEvenIfItIsToBeLogged() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.stock.addAndLoseLogging());
		assertThat(rows()).isZero();
	}

	@Test
	void aLockThatIsTakenAwayRollsBack() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.stock.addRenewed(() -> {
			this.context.locks().forceRelease("stock");
			LockedContext.awaitLoss();
		}));
		assertThat(rows()).isZero();
	}

	@Test
	void aLockThatTheMethodReleasedItselfDoesNotRollBack() {
		this.stock.add(() -> LockHandle.current().orElseThrow().release());
		assertThat(rows()).isOne();
	}

	@Test
	void aTransactionByHandInsideIsRolledBackToo() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.stock.losingFirst(() -> this.transaction
				.executeWithoutResult((status) -> this.jdbc.update("insert into sold values (1)"))));
		assertThat(rows()).isZero();
	}

	@Test
	void theLockOutlivesTheTransactionThatWasThereBefore() {
		List<Boolean> taken = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			afterCompletion(() -> taken.add(this.context.isTaken("stock")));
			this.stock.add(() -> {
			});
			taken.add(this.context.isTaken("stock"));
			assertThat(LockHandle.current()).isEmpty();
		});
		assertThat(taken).containsExactly(true, true);
		assertThat(this.context.isTaken("stock")).isFalse();
		assertThat(rows()).isOne();
	}

	@Test
	void theLockOutlivesARolledBackTransactionToo() {
		this.transaction.executeWithoutResult((status) -> {
			this.stock.add(() -> {
			});
			status.setRollbackOnly();
		});
		assertThat(this.context.isTaken("stock")).isFalse();
		assertThat(rows()).isZero();
	}

	@Test
	void severalCallsInOneTransactionShareTheLock() {
		List<Long> tokens = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			Runnable token = () -> tokens.add(LockHandle.current().orElseThrow().token());
			this.stock.add(token);
			this.stock.add(token);
			TransactionTemplate another = new TransactionTemplate(this.context.bean(PlatformTransactionManager.class));
			another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			another.executeWithoutResult((inner) -> this.stock.add(token));
			assertThat(this.context.isTaken("stock")).isTrue();
		});
		assertThat(tokens).hasSize(3).containsOnly(tokens.get(0));
		assertThat(this.context.isTaken("stock")).isFalse();
		assertThat(rows()).isEqualTo(3);
	}

	@Test
	void aLockThatIsLostAfterTheMethodVetoesTheCommitOfTheTransactionThatWasThereBefore() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				List<LockHandle> handles = new ArrayList<>();
				this.stock.addLeased(() -> handles.add(LockHandle.current().orElseThrow()));
				await(() -> !handles.get(0).isHeld());
			}));
		assertThat(rows()).isZero();
		this.stock.add(() -> {
		});
		assertThat(rows()).isOne();
	}

	@Test
	void aLockThatTheTransactionHasLostIsNotSharedAnyMore() {
		this.transaction.executeWithoutResult((status) -> {
			List<LockHandle> handles = new ArrayList<>();
			this.stock.addLeased(() -> handles.add(LockHandle.current().orElseThrow()));
			await(() -> !handles.get(0).isHeld());
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.stock.add(() -> {
				throw new AssertionError("ran");
			}));
			status.setRollbackOnly();
		});
	}

	@Test
	void theLockOfAStageOutlivesTheTransactionAndTheStage() {
		CompletableFuture<String> work = new CompletableFuture<>();
		CompletableFuture<String> result = this.transaction.execute((status) -> this.stock.stage(work));
		assertThat(this.context.isTaken("stock")).isTrue();
		work.complete("done");
		assertThat(result.join()).isEqualTo("done");
		assertThat(this.context.isTaken("stock")).isFalse();
	}

	@Test
	void executeInCodeIsVetoedAsWell() {
		LockOptions leased = LockOptions.defaults().leaseTime(Duration.ofMillis(300)).autoRenew(false);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.context.locks().execute("code", leased, () -> {
				LockedContext.awaitLoss();
				return this.transaction.execute((status) -> this.jdbc.update("insert into sold values (1)"));
			}));
		assertThat(rows()).isZero();
	}

	private int rows() {
		return count(this.jdbc);
	}

	private static int count(JdbcTemplate jdbc) {
		Integer rows = jdbc.queryForObject("select count(*) from sold", Integer.class);
		return (rows != null) ? rows : -1;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static void afterCompletion(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public int getOrder() {
				return Ordered.HIGHEST_PRECEDENCE;
			}

			@Override
			public void afterCompletion(int status) {
				action.run();
			}

		});
	}

	static class Stock {

		private final JdbcTemplate jdbc;

		Stock(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		@DistributedLock(name = "count", waitTime = "20s")
		public int countAndAdd() {
			int rows = count(this.jdbc);
			this.jdbc.update("insert into sold values (?)", rows);
			return rows;
		}

		@Transactional
		@DistributedLock("stock")
		public void add(Runnable then) {
			this.jdbc.update("insert into sold values (1)");
			then.run();
		}

		@Transactional
		@DistributedLock(name = "stock", leaseTime = "300ms")
		public void addRenewed(Runnable then) {
			this.jdbc.update("insert into sold values (1)");
			then.run();
		}

		@Transactional
		@DistributedLock(name = "stock", leaseTime = "300ms", autoRenew = "false")
		public void addLeased(Runnable then) {
			this.jdbc.update("insert into sold values (1)");
			then.run();
		}

		@Transactional
		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false")
		public void addAndLose() {
			this.jdbc.update("insert into sold values (1)");
			LockedContext.awaitLoss();
		}

		@Transactional
		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public void addAndLoseLogging() {
			this.jdbc.update("insert into sold values (1)");
			LockedContext.awaitLoss();
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public void losingFirst(Runnable then) {
			LockedContext.awaitLoss();
			then.run();
		}

		@DistributedLock("stock")
		public CompletableFuture<String> stage(CompletableFuture<String> work) {
			return work;
		}

	}

}
