/* zizhou-2021 as one writes it by hand for speed in exact C: whole 分, a loop for each leaf over a block, points in tenths.
 *
 * Amounts are below 2**42 分 here, so every product fits into 64 bits; quotients are estimated in double and put right by
 * the exact remainder. The order of the columns is that of COLUMNS in columns.py.
 */
#include <stdint.h>

#define ROWS 1024
#define EACH _Pragma("GCC ivdep") for (int64_t i = 0; i < n; i++)

static inline int64_t down(int64_t a, int64_t b) {
    int64_t q = (int64_t)((double)a / (double)b), r = a - q * b;
    return q + (r >= b) - (r < 0);
}
static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int32_t above0(int32_t a) { return a > 0 ? a : 0; }
/* points × (rate − low) ÷ (high − low) in tenths, half up: twentieths are steps of 5%; k = 20 ÷ (high − low) in those. */
static inline int64_t ramp(int64_t a, int64_t b, int64_t low20, int64_t high20, int64_t tenths) {
    int64_t over = most(20 * a - low20 * b, 0);
    over = least(over, (high20 - low20) * b);
    return down(2 * tenths * over + (high20 - low20) * b, 2 * (high20 - low20) * b);
}

void exact(int64_t rows, const void *const *c, int16_t *total, int8_t *grade) {
#define M(k) ((const int64_t *)c[k] + start)
#define N(k) ((const int32_t *)c[k] + start)
#define F(k) ((const int8_t *)c[k] + start)
    for (int64_t start = 0; start < rows; start += ROWS) {
        int64_t n = rows - start < ROWS ? rows - start : ROWS;
        int16_t *restrict s = total + start;
        {
            const int32_t *a = N(0), *b = N(1), *d = N(2), *e = N(3), *g = N(4), *h = N(5), *k = N(6), *l = N(7), *o = N(8);
            EACH s[i] = (int16_t)(5 * above0(4 - a[i]) + 10 * above0(2 - b[i]) + 5 * above0(4 - d[i]) + 10 * above0(2 - e[i]));
            const int8_t *f0 = F(27), *f1 = F(28), *f2 = F(29), *f3 = F(30), *f4 = F(31), *f5 = F(32);
            EACH s[i] += (int16_t)(5 * above0(2 * (f0[i] + f1[i] + f2[i]) - g[i]) + 5 * above0(2 * (f3[i] + f4[i] + f5[i]) - h[i]));
            const int8_t *t = F(33), *t1 = F(34), *t2 = F(35), *t3 = F(36);
            EACH { int32_t x = 20 - 5 * (k[i] < 4 ? k[i] : 4) + 10 * (t1[i] + t2[i]) + 20 * t3[i]; s[i] += (int16_t)(t[i] ? 60 : x); }
            const int8_t *g1 = F(37), *q = F(38);
            EACH s[i] += (int16_t)((g1[i] ? 0 : 5 * above0(4 - l[i])) + 10 - 5 * (o[i] < 2 ? o[i] : 2) + 10 * q[i]);
        }
        {
            const int32_t *have = N(9), *reform = N(10), *plan = N(11);
            const int8_t *late = F(39), *z1 = F(40), *z2 = F(41), *z3 = F(42), *w1 = F(43), *w2 = F(44), *w3 = F(45), *w4 = F(46);
            EACH s[i] += (int16_t)(5 * above0(4 - above0(have[i] - reform[i] - plan[i]) - 2 * late[i]));
            EACH s[i] += (int16_t)(10 * (z1[i] + z2[i] + z3[i]) + 5 * (w1[i] + w2[i] + w3[i] + w4[i]));
            const int8_t *p1 = F(47), *p2 = F(48), *p3 = F(49), *year = F(50), *x1 = F(51);
            EACH s[i] += (int16_t)(5 * (p1[i] + p2[i] + p3[i]) + 10 * x1[i] + (year[i] == 3 ? 100 : year[i] == 2 ? 80 : year[i] == 1 ? 50 : 0));
            const int8_t *u1 = F(52), *u2 = F(53), *u3 = F(54), *u4 = F(55);
            EACH s[i] += (int16_t)(10 * (u1[i] + u2[i] + u3[i] + u4[i]));
        }
        {
            const int64_t *a = M(56), *b = M(57), *d = M(58), *e = M(59);
            EACH s[i] += (int16_t)(10 * ((10 * a[i] <= b[i]) + (10 * d[i] <= e[i])));
            const int64_t *x = M(60), *y = M(61);
            EACH { int64_t v = least(20 * x[i], 19 * y[i]); s[i] += (int16_t)down(160 * v + 19 * y[i], 38 * y[i]); }
        }
        {
            const int64_t *spent = M(62), *income = M(63), *now = M(64), *before = M(65);
            EACH s[i] += (int16_t)ramp(spent[i], income[i], 17, 19, 120);
            /* Half up of what remains: a half is on the other side when it is taken from the full marks. */
            EACH {
                int64_t d = income[i], rest = least(most(3 * d - 20 * (now[i] - before[i]), 0), 2 * d);
                s[i] += (int16_t)down(80 * rest + 2 * d, 4 * d);
            }
            EACH {
                int64_t d = most(before[i], 1);
                int64_t rest = least(most(3 * d - 20 * (now[i] - before[i]), 0), 2 * d);
                int64_t x = down(100 * rest + 2 * d, 4 * d);
                s[i] += (int16_t)(before[i] ? x : now[i] ? 0 : 50);
            }
        }
        {
            const int64_t *a = M(66), *b = M(67), *l = M(68), *t = M(69), *tb = M(70), *ts = M(71);
            EACH s[i] += (int16_t)(b[i] ? 20 * (a[i] <= b[i]) : 20 * !a[i]);
            EACH { int64_t d = 20 * (a[i] - l[i]); s[i] += (int16_t)(l[i] ? 20 * ((d >= -3 * l[i]) & (d <= 3 * l[i])) : 20 * !a[i]); }
            EACH s[i] += (int16_t)(tb[i] ? 15 * (t[i] <= tb[i]) : 15 * !t[i]);
            EACH s[i] += (int16_t)(t[i] ? 15 * (ts[i] <= t[i]) : 15 * !ts[i]);
        }
        {
            const int64_t *a = M(72), *b = M(73);
            const int32_t *out = N(12);
            const int8_t *none = F(26);
            EACH {
                int64_t d = most(b[i], 1), over = least(most(20 * a[i] - 14 * d, 0), 5 * d);
                int64_t x = down(2 * most(30 * over - 50 * (out[i] < 4 ? out[i] : 4) * d, 0) + 5 * d, 10 * d);
                s[i] += (int16_t)(none[i] ? 0 : b[i] ? x : a[i] ? 0 : 30);
            }
        }
        {
            const int64_t *a = M(74), *b = M(75), *net = M(76), *idle = M(77);
            const int32_t *d = N(13), *e = N(14);
            EACH { int64_t w = most(b[i], 1); s[i] += (int16_t)(10 - 5 * (b[i] ? least(down(10 * most(w - a[i], 0), w), 2) : 0)); }
            EACH { int64_t w = e[i] > 1 ? e[i] : 1; s[i] += (int16_t)(10 - 5 * (e[i] ? least(down(10 * most(w - d[i], 0), w), 2) : 0)); }
            EACH { int64_t w = most(net[i], 1); s[i] += (int16_t)(net[i] ? 5 * most(6 - down(100 * idle[i], w), 0) : 30); }
        }
        {
            const int64_t *now = M(78), *b = M(79), *debt = M(80), *was = M(81), *books = M(82), *year = M(83);
            EACH {
                int64_t d = 20 * (now[i] - b[i]);
                d = d < 0 ? -d : d;
                s[i] += (int16_t)(b[i] ? 10 * ((d <= b[i]) + (d <= 2 * b[i])) : 20 * !now[i]);
            }
            EACH s[i] += (int16_t)(!debt[i] ? 20 : debt[i] > was[i] ? 0 : 10);
            EACH s[i] += (int16_t)(10 * (books[i] == year[i]));
        }
        int8_t *restrict g = grade + start;
        EACH g[i] = (int8_t)(3 - (s[i] >= 700) - (s[i] >= 800) - (s[i] >= 900));
    }
}
