#!/usr/bin/env python3
"""What a logistic fit of many features tells of the buyers of CDNOW, computed elsewhere: the yardstick for `kith backtest`.

  python3 tests/bench/cdnow_logistic.py ../shared/data/CDNOW_master.txt        needs numpy, scipy and scikit-learn

As of 1997-09-30; buys again by 1998-06-30. Prints the AUC out of ten folds, those of single features, and the maximum-likelihood estimates of
the BG/NBD model over the first 39 weeks, which the literature gives for a tenth of these buyers as r .243, alpha 4.414, a .793, b 2.426.
"""
import datetime
import sys
from collections import defaultdict

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

DAY = datetime.date(1997, 9, 30).toordinal()
UNTIL = datetime.date(1998, 6, 30).toordinal()


def read(path):
    buyers = defaultdict(list)
    for line in open(path):
        cells = line.split()
        if len(cells) == 4 and cells[0].isdigit():
            when = datetime.date(int(cells[1][:4]), int(cells[1][4:6]), int(cells[1][6:])).toordinal()
            buyers[cells[0]].append((when, int(cells[2]), float(cells[3])))
    return [buyers[name] for name in sorted(buyers)]


def features(purchases):
    days = np.array([p[0] for p in purchases])
    discs, dollars = sum(p[1] for p in purchases), np.array([p[2] for p in purchases])
    age = DAY - days
    last, first, distinct = age.min(), age.max(), len(set(days))
    row = [last, np.log1p(last), first, len(days), np.log(len(days)), distinct, discs, np.log1p(discs), dollars.sum(),
           np.log1p(dollars.sum()), dollars.mean(), (first - last) / max(1, distinct - 1), last / max(1, first)]
    row += [sum(2.0 ** (-age / half_life)) for half_life in (30, 60, 90, 180)]
    row += [(age < window).sum() for window in (30, 60, 90, 180)]
    return row


def bgnbd(x, tx, T):
    def loss(logs):
        r, alpha, a, b = np.exp(logs)
        shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
        alive = -(r + x) * np.log(alpha + T)
        left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + tx)
        return -np.sum(shared + np.where(x > 0, np.logaddexp(alive, left), alive))
    found = minimize(loss, np.zeros(4), method="Nelder-Mead", options={"maxiter": 5000, "xatol": 1e-6, "fatol": 1e-6})
    return np.exp(found.x)


def main():
    buyers = read(sys.argv[1])
    before = [[p for p in purchases if p[0] <= DAY] for purchases in buyers]
    again = np.array([any(DAY < p[0] <= UNTIL for p in purchases) for purchases in buyers])
    rows = np.array([features(purchases) for purchases in before])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=5000))
    folds = StratifiedKFold(10, shuffle=True, random_state=1)
    told = cross_val_predict(model, rows, again, cv=folds, method="predict_proba")[:, 1]
    print("buyers %d, bought again %.4f" % (len(buyers), again.mean()))
    print("logistic fit of %d features, ten folds: AUC %.4f" % (rows.shape[1], roc_auc_score(again, told)))
    print("recency alone %.4f, frequency alone %.4f, strength (90 days) alone %.4f" % (
        roc_auc_score(again, -rows[:, 0]), roc_auc_score(again, rows[:, 3]), roc_auc_score(again, rows[:, 15])))
    x = np.array([len({p[0] for p in purchases}) - 1 for purchases in before])
    first, last = rows[:, 2], rows[:, 0]
    print("BG/NBD: r %.3f, alpha %.3f, a %.3f, b %.3f" % tuple(bgnbd(x, (first - last) / 7, first / 7)))


main()
