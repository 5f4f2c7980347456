# The model of make bench-simulate with Mesa (3), an agent a relationship. Usage and output as flat.lua's.
import sys
import time

import mesa

rows, runs, steps = (int(word) for word in sys.argv[1:4])


class Relationship(mesa.Agent):
    def __init__(self, model):
        super().__init__(model)
        self.quality = self.random.uniform(0.28, 0.92)
        self.trust = self.satisfaction = self.previous = 0.5
        self.active = True
        self.neighbours = []

    def remember(self):
        self.previous = self.trust

    def step(self):
        if not self.active:
            return
        self.satisfaction = min(1, max(0, self.satisfaction + 0.2 * (self.quality + self.random.gauss(0, 0.1) - self.satisfaction)))
        s, x = self.satisfaction, self.trust
        if self.random.random() < 0.05:
            x -= 0.15 * (1 - s)
        elif s > x:
            x += 0.02 * (s - x)
        else:
            x -= 0.06 * (x - s)
        if self.neighbours:
            x += 0.05 * (sum(other.previous for other in self.neighbours) / len(self.neighbours) - x)
        if self.model.t % 13 == 0:
            x += 0.03 * (1 - x)
        self.trust = x = min(1, max(0, x))
        if x < 0.25 and self.random.random() < 0.1:
            self.active = False


class World(mesa.Model):
    def __init__(self, seed):
        super().__init__(seed=seed)
        self.t = 0
        people = [Relationship(self) for _ in range(rows)]
        for _ in range(rows * 4):
            a, b = self.random.choice(people), self.random.choice(people)
            a.neighbours.append(b)
            b.neighbours.append(a)

    def step(self):
        self.t += 1
        self.agents.do("remember")
        self.agents.do("step")


start, sums = time.process_time(), [0, 0, 0]
for run in range(runs):
    world = World(run)
    for _ in range(steps):
        world.step()
    for agent in world.agents:
        sums[0] += agent.trust
        sums[1] += not agent.active
        sums[2] += agent.satisfaction
lanes = rows * runs
print("%.4f %.4f %.4f %.3f" % (*(each / lanes for each in sums), (time.process_time() - start) * 1e9 / (lanes * steps)))
