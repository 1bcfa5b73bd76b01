package io.github.redisqueues.shop.fleet;

import javax.sql.DataSource;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.shop.change.ChangeTable;
import io.github.redisqueues.shop.price.Supplier;
import io.github.redisqueues.shop.till.Shelf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "shop.opening-run=false")
class FleetRunTests {

	@Autowired
	private ApplicationContext first;

	@Test
	void provesTheLocks(@Autowired Shelf shelf, @Autowired Supplier supplier, @Autowired ChangeTable changeTable,
			CapturedOutput output) throws InterruptedException {
		FleetRun run = new FleetRun(this.first, shelf, supplier, changeTable);
		run.run(new DefaultApplicationArguments());
		FleetReport report = run.report().orElseThrow();
		sellsTheStockUnderTheLockAndNoMore(report.guarded());
		countsWhatIsSoldWithoutTheLock(report.unguarded());
		loadsEachPriceOnce(report.prices());
		hearsTheOfferInBothInstances(report.offer());
		insertsEachChangeOnceAndEndsWithTheNewest(report.changes());
		refusesAWriterThatLostItsLock(report.staleWriter());
		sendsEachTickOnce(report.counting());
		assertThat(output).contains(report.toString());
	}

	private static void sellsTheStockUnderTheLockAndNoMore(Sale sale) {
		assertThat(sale.sold()).isEqualTo(sale.inStock()).isEqualTo(Sale.IN_STOCK);
		assertThat(sale.oversold()).isZero();
	}

	/**
	 * How many are sold is up to chance: not less than there are, as every number of
	 * pieces down to 0 is written at least once, and not more than there are customers.
	 */
	private static void countsWhatIsSoldWithoutTheLock(Sale sale) {
		assertThat(sale.sold()).isBetween(sale.inStock(), sale.customers());
		assertThat(sale.oversold()).isEqualTo(sale.sold() - sale.inStock());
		assertThat(sale.gaveUp()).isZero();
	}

	private static void loadsEachPriceOnce(PriceCheck prices) {
		assertThat(prices).isEqualTo(new PriceCheck(PriceCheck.PRICES * PriceCheck.READERS_OF_EACH, PriceCheck.PRICES,
				PriceCheck.PRICES, 1));
	}

	private static void hearsTheOfferInBothInstances(OfferRound offer) {
		assertThat(offer).isEqualTo(new OfferRound(2, 2));
	}

	private static void insertsEachChangeOnceAndEndsWithTheNewest(ChangeRound changes) {
		assertThat(changes.messages()).isEqualTo(ChangeRound.CHANGES * ChangeRound.REVISIONS);
		assertThat(changes.redelivered()).isPositive();
		assertThat(changes.inserted()).isEqualTo(ChangeRound.CHANGES);
		assertThat(changes.updated()).isBetween(0, ChangeRound.CHANGES * (ChangeRound.REVISIONS - 1));
		assertThat(changes.behind()).isZero();
	}

	private static void refusesAWriterThatLostItsLock(StaleWriter writer) {
		assertThat(writer.noticed()).isTrue();
		assertThat(writer.refused()).isTrue();
		assertThat(writer.laterToken()).isGreaterThan(writer.token());
		assertThat(writer.revision()).isEqualTo(StaleWriter.LATER_REVISION);
	}

	private static void sendsEachTickOnce(CountingRound counting) {
		assertThat(counting.due()).isGreaterThanOrEqualTo(CountingRound.TICKS);
		assertThat(counting.received()).isEqualTo(counting.due());
		assertThat(counting.repeated()).isZero();
	}

	@Test
	void startsASecondInstanceWithBeansAndConnectionsOfItsOwn() {
		try (ConfigurableApplicationContext second = SecondInstance.start(this.first.getEnvironment())) {
			assertThat(second.getParent()).isNull();
			for (Class<?> type : new Class<?>[] { RedisConnectionFactory.class, DistributedLocks.class,
					DataSource.class }) {
				assertThat(second.getBean(type)).isNotSameAs(this.first.getBean(type));
			}
		}
	}

}
