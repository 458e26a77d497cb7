/* ahocorasick: finds all of many words in a text, in one pass over it.
 *
 * The words form a trie; each node also knows where to go on when the next byte does not
 * fit: to the node of its longest suffix that is in the trie too (A. V. Aho and
 * M. J. Corasick, 1975). With that worked out for every byte, searching is one table
 * look-up a byte, however many words there are.
 *
 * What this example shows of HPy, from C++:
 *
 *   - The C struct of an object is memory that the runtime allocates, zeroes and frees. No
 *     constructor or destructor of ours runs for it. So it holds a *pointer* to the C++
 *     object; tp_new makes that object, tp_destroy deletes it.
 *
 *   - No C++ exception may leave a function that the runtime called: guarded() turns them
 *     into Python's. And a handle that is owned by a C++ object (Own) is closed on every
 *     way out, so error paths need no labels.
 *
 *   - Mapping slots, so that the automaton reads like a dict: a[word], a[word] = value,
 *     del a[word], word in a, len(a).
 *
 *   - Searching without Python (HPy_BEGIN_LEAVE_PYTHON) over bytes that belong to a str. They
 *     stay where they are while the handle is open, even while the collector runs and
 *     moves the str itself. What is searched with is immutable once made, and shared: a
 *     thread that adds words meanwhile makes a new one.
 */
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>
#include <algorithm>
#include <cstring>

#include "hpy.h"

namespace {

/* ------------------------------------------------------ the automaton, plain C++ --- */

const int32_t NONE = -1;

char
fold(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

/* The length in characters of UTF-8 text: the bytes that do not continue a character. */
long
characters(const char *s, size_t n)
{
    long count = 0;
    for (size_t i = 0; i < n; i++)
        count += (s[i] & 0xC0) != 0x80;
    return count;
}

struct Match {
    size_t start, end; /* bytes [start, end) of the text */
    int32_t word;
};

/* The words, and what is added and removed. A word's number never changes. */
class Trie {
public:
    struct Node {
        std::vector<std::pair<uint8_t, int32_t>> edges;
        int32_t word = NONE;
    };

    explicit Trie(bool ignore_case) : ignore_case(ignore_case), nodes(1) {}

    int32_t
    find(const char *s, size_t n) const
    {
        int32_t node = 0;
        for (size_t i = 0; i < n && node != NONE; i++)
            node = child(node, byte(s[i]));
        return node == NONE ? NONE : nodes[node].word;
    }

    /* The number of the word; a new one if it was not there. Strong exception safety: what
     * can fail comes first. */
    int32_t
    add(const char *s, size_t n)
    {
        words.reserve(words.size() + 1);
        std::string copy(s, n);
        int32_t node = 0;
        for (size_t i = 0; i < n; i++) {
            int32_t next = child(node, byte(s[i]));
            if (next == NONE) {
                nodes.emplace_back();
                next = int32_t(nodes.size()) - 1;
                nodes[node].edges.emplace_back(byte(s[i]), next);
            }
            node = next;
        }
        if (nodes[node].word == NONE) {
            nodes[node].word = int32_t(words.size());
            words.push_back(std::move(copy));
            live++;
        }
        return nodes[node].word;
    }

    bool
    remove(const char *s, size_t n)
    {
        int32_t node = 0;
        for (size_t i = 0; i < n && node != NONE; i++)
            node = child(node, byte(s[i]));
        if (node == NONE || nodes[node].word == NONE)
            return false;
        words[nodes[node].word].clear();
        nodes[node].word = NONE;
        live--;
        return true;
    }

    const bool ignore_case;
    std::vector<Node> nodes;
    std::vector<std::string> words; /* by number; a removed one is empty */
    size_t live = 0;

private:
    uint8_t byte(char c) const { return uint8_t(ignore_case ? fold(c) : c); }

    int32_t
    child(int32_t node, uint8_t b) const
    {
        for (const auto &edge : nodes[node].edges)
            if (edge.first == b)
                return edge.second;
        return NONE;
    }
};

/* What is searched with: made from a trie, then never changed. Bytes that no word has in it
 * are one class, so that a row of the table is as short as the alphabet of the words. */
class Dfa {
public:
    explicit Dfa(const Trie &trie) : class_of_()
    {
        for (const auto &node : trie.nodes)
            for (const auto &edge : node.edges)
                class_of_[edge.first] = 1;
        width_ = 1;
        for (auto &c : class_of_)
            c = c ? width_++ : 0;
        if (trie.ignore_case)
            for (int c = 'A'; c <= 'Z'; c++)
                class_of_[c] = class_of_[uint8_t(fold(char(c)))];

        size_t n = trie.nodes.size();
        next_.assign(n * width_, 0);
        word_.assign(n, NONE);
        shorter_.assign(n, 0);
        for (const auto &word : trie.words)
            length_.push_back(word.size());

        /* Breadth first: a node's suffix is shorter than the node, hence done before it.
         * next_ of the suffix answers for all bytes that the node itself has no edge for. */
        std::vector<int32_t> order(1, 0), suffix(n, 0);
        for (size_t i = 0; i < order.size(); i++) {
            int32_t node = order[i];
            word_[node] = trie.nodes[node].word;
            int32_t s = suffix[node];
            shorter_[node] = word_[s] != NONE ? s : shorter_[s];
            if (node != 0)
                std::copy_n(&next_[s * width_], width_, &next_[node * width_]);
            for (const auto &edge : trie.nodes[node].edges) {
                int32_t &next = next_[node * width_ + class_of_[edge.first]];
                suffix[edge.second] = node == 0 ? 0 : next;
                next = edge.second;
                order.push_back(edge.second);
            }
        }
    }

    /* Calls found(end, word, length) for every word at every place, in the order of where
     * they end, longer ones first. */
    template <class F>
    void
    scan(const char *s, size_t n, F found) const
    {
        size_t state = 0;
        for (size_t i = 0; i < n; i++) {
            state = size_t(next_[state * width_ + class_of_[uint8_t(s[i])]]);
            size_t out = word_[state] != NONE ? state : size_t(shorter_[state]);
            for (; out != 0; out = size_t(shorter_[out]))
                found(i + 1, word_[out], length_[word_[out]]);
        }
    }

    size_t bytes() const
    {
        return sizeof(int32_t) * (next_.size() + word_.size() + shorter_.size());
    }

private:
    uint16_t class_of_[256];
    uint16_t width_;
    std::vector<int32_t> next_;    /* [node][class of the byte] */
    std::vector<int32_t> word_;    /* the word that ends here */
    std::vector<int32_t> shorter_; /* the longest suffix that is a word; 0 for none */
    std::vector<size_t> length_;   /* of a word, in bytes */
};

struct Machine {
    explicit Machine(bool ignore_case) : trie(ignore_case) {}

    Trie trie;
    std::shared_ptr<const Dfa> compiled;

    std::shared_ptr<const Dfa>
    dfa()
    {
        if (!compiled)
            compiled = std::make_shared<const Dfa>(trie);
        return compiled;
    }
};

/* Of matches that overlap, the one that begins first, and of those the longest. */
void
keep_leftmost_longest(std::vector<Match> &matches)
{
    std::sort(matches.begin(), matches.end(), [](const Match &a, const Match &b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    size_t kept = 0, behind = 0;
    for (const Match &m : matches)
        if (m.start >= behind) {
            behind = m.end;
            matches[kept++] = m;
        }
    matches.resize(kept);
}

/* ---------------------------------------------------------- between C++ and Python --- */

typedef struct {
    Machine *machine;
    HPyField values; /* list: the value of word number i, None if removed */
} Automaton;

HPyType_HELPERS(Automaton)

/* Owns one handle. */
class Own {
public:
    Own(HPyContext *ctx, HPy h) : ctx_(ctx), h_(h) {}
    ~Own() { HPy_Close(ctx_, h_); }
    Own(const Own &) = delete;
    Own &operator=(const Own &) = delete;

    HPy get() const { return h_; }
    explicit operator bool() const { return !HPy_IsNull(h_); }

    HPy
    release() /* to return it, for instance */
    {
        HPy h = h_;
        h_ = HPy_NULL;
        return h;
    }

private:
    HPyContext *ctx_;
    HPy h_;
};

template <class T, class F>
T
guarded(HPyContext *ctx, T failure, F work)
{
    try {
        return work();
    }
    catch (const std::bad_alloc &) {
        HPyErr_NoMemory(ctx);
    }
    catch (const std::exception &e) {
        HPyErr_SetString(ctx, ctx->h_RuntimeError, e.what());
    }
    return failure;
}

/* The UTF-8 of a str, good for as long as the handle is open. */
struct Text {
    const char *s = nullptr;
    HPy_ssize_t n = 0;

    bool
    read(HPyContext *ctx, HPy h, const char *what)
    {
        if (!HPyUnicode_Check(ctx, h)) {
            HPy type = HPy_Type(ctx, h);
            HPyErr_Format(ctx, ctx->h_TypeError, "%s must be a str, not %s", what,
                          HPyType_GetName(ctx, type));
            HPy_Close(ctx, type);
            return false;
        }
        s = HPyUnicode_AsUTF8AndSize(ctx, h, &n);
        return s != nullptr;
    }
};

HPy
value_of(HPyContext *ctx, HPy self, int32_t word)
{
    Own values(ctx, HPyField_Load(ctx, self, Automaton_AsStruct(ctx, self)->values));
    return HPy_GetItem_i(ctx, values.get(), word);
}

bool
add_word(HPyContext *ctx, HPy self, HPy h_word, HPy value)
{
    Automaton *a = Automaton_AsStruct(ctx, self);
    Text word;
    if (!word.read(ctx, h_word, "a word"))
        return false;
    if (word.n == 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "the empty word is everywhere");
        return false;
    }
    Own values(ctx, HPyField_Load(ctx, self, a->values));
    size_t before = a->machine->trie.words.size();
    int32_t number = a->machine->trie.add(word.s, size_t(word.n));
    a->machine->compiled.reset();
    if (size_t(number) < before)
        return HPy_SetItem_i(ctx, values.get(), number, value) == 0;
    if (HPyList_Append(ctx, values.get(), value) == 0)
        return true;
    /* The list and the trie must go on agreeing on the numbers. */
    a->machine->trie.remove(word.s, size_t(word.n));
    a->machine->trie.words.pop_back();
    return false;
}

/* Searches without holding Python. `text` points into a str whose handle is open. */
std::vector<Match>
search(HPyContext *ctx, Machine *machine, const Text &text)
{
    std::shared_ptr<const Dfa> dfa = machine->dfa();
    std::vector<Match> matches;
    bool no_memory = false;
    /* An exception must not jump over HPy_END_LEAVE_PYTHON either. */
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    try {
        dfa->scan(text.s, size_t(text.n), [&](size_t end, int32_t word, size_t length) {
            matches.push_back(Match{ end - length, end, word });
        });
    }
    catch (const std::bad_alloc &) {
        no_memory = true;
    }
    HPy_END_LEAVE_PYTHON(ctx)
    if (no_memory)
        throw std::bad_alloc();
    return matches;
}

/* ---------------------------------------------------------------------- the type --- */

HPyDef_SLOT(Automaton_new, HPy_tp_new)
static HPy
Automaton_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = { "words", "ignore_case", nullptr };
    HPyTracker ht;
    HPy words = HPy_NULL, h_ignore = HPy_NULL;
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "|OO:Automaton", keywords,
                                  &words, &h_ignore))
        return HPy_NULL;
    HPy result = guarded(ctx, HPy_NULL, [&]() -> HPy {
        int ignore_case = HPy_IsNull(h_ignore) ? 0 : HPy_IsTrue(ctx, h_ignore);
        if (ignore_case < 0)
            return HPy_NULL;
        Automaton *a;
        Own self(ctx, HPy_New(ctx, type, &a));
        if (!self)
            return HPy_NULL;
        a->machine = new Machine(ignore_case != 0);
        Own values(ctx, HPyList_New(ctx, 0));
        if (!values)
            return HPy_NULL;
        HPyField_Store(ctx, self.get(), &a->values, values.get());
        if (HPy_IsNull(words))
            return self.release();
        Own iterator(ctx, HPy_GetIter(ctx, words));
        if (!iterator)
            return HPy_NULL;
        for (;;) {
            Own word(ctx, HPyIter_Next(ctx, iterator.get()));
            if (!word)
                break;
            if (!add_word(ctx, self.get(), word.get(), word.get()))
                return HPy_NULL;
        }
        return HPyErr_Occurred(ctx) ? HPy_NULL : self.release();
    });
    HPyTracker_Close(ctx, ht);
    return result;
}

HPyDef_SLOT(Automaton_traverse, HPy_tp_traverse)
static int
Automaton_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&static_cast<Automaton *>(self)->values);
    return 0;
}

HPyDef_SLOT(Automaton_destroy, HPy_tp_destroy)
static void
Automaton_destroy_impl(void *self)
{
    /* null if tp_new failed before it was made */
    delete static_cast<Automaton *>(self)->machine;
}

HPyDef_METH(Automaton_add, "add", HPyFunc_VARARGS,
    .doc = "add(word, value=word)\n\nFinds the word from now on and gives its value.")
static HPy
Automaton_add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy word, value = HPy_NULL;
    if (!HPyArg_Parse(ctx, nullptr, args, nargs, "O|O:add", &word, &value))
        return HPy_NULL;
    return guarded(ctx, HPy_NULL, [&]() -> HPy {
        if (!add_word(ctx, self, word, HPy_IsNull(value) ? word : value))
            return HPy_NULL;
        return HPy_Dup(ctx, ctx->h_None);
    });
}

HPyDef_METH(Automaton_find_all, "find_all", HPyFunc_O,
    .doc = "find_all(text) -> [(start, end, value), ...]\n\n"
           "Every word at every place, also within others; text[start:end] is the word.\n"
           "In the order of where they end, longer ones first.")
static HPy
Automaton_find_all_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return guarded(ctx, HPy_NULL, [&]() -> HPy {
        Text text;
        if (!text.read(ctx, arg, "text"))
            return HPy_NULL;
        Machine *machine = Automaton_AsStruct(ctx, self)->machine;
        std::vector<Match> matches = search(ctx, machine, text);
        HPyListBuilder builder = HPyListBuilder_New(ctx, HPy_ssize_t(matches.size()));
        long end = 0;     /* in characters, as Python counts */
        size_t upto = 0;  /* the byte that `end` was counted to */
        for (size_t i = 0; i < matches.size(); i++) {
            const Match &m = matches[i];
            end += characters(text.s + upto, m.end - upto);
            upto = m.end;
            long start = end - characters(text.s + m.start, m.end - m.start);
            Own value(ctx, value_of(ctx, self, m.word));
            /* "O" of a null handle makes HPy_BuildValue fail, with value's exception. */
            Own triple(ctx, HPy_BuildValue(ctx, "(llO)", start, end, value.get()));
            if (!triple) {
                HPyListBuilder_Cancel(ctx, builder);
                return HPy_NULL;
            }
            HPyListBuilder_Set(ctx, builder, HPy_ssize_t(i), triple.get());
        }
        return HPyListBuilder_Build(ctx, builder);
    });
}

HPyDef_METH(Automaton_count, "count", HPyFunc_O,
    .doc = "count(text) -> int\n\nlen(find_all(text)), but nothing is made.")
static HPy
Automaton_count_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return guarded(ctx, HPy_NULL, [&]() -> HPy {
        Text text;
        if (!text.read(ctx, arg, "text"))
            return HPy_NULL;
        std::shared_ptr<const Dfa> dfa = Automaton_AsStruct(ctx, self)->machine->dfa();
        int64_t count = 0;
        HPy_BEGIN_LEAVE_PYTHON(ctx)
        dfa->scan(text.s, size_t(text.n), [&](size_t, int32_t, size_t) { count++; });
        HPy_END_LEAVE_PYTHON(ctx)
        return HPyLong_FromInt64_t(ctx, count);
    });
}

HPyDef_METH(Automaton_replace, "replace", HPyFunc_KEYWORDS,
    .doc = "replace(text, by=None) -> str\n\n"
           "The text with each word replaced by its value, or by by(value) if given. Of\n"
           "words that overlap, the one that begins first counts, and then the longest.")
static HPy
Automaton_replace_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "text", "by", nullptr };
    HPyTracker ht;
    HPy h_text, by = HPy_NULL;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|O:replace", keywords, &h_text,
                              &by))
        return HPy_NULL;
    HPy result = guarded(ctx, HPy_NULL, [&]() -> HPy {
        Text text;
        if (!text.read(ctx, h_text, "text"))
            return HPy_NULL;
        bool call = !HPy_IsNull(by) && !HPy_Is(ctx, by, ctx->h_None);
        std::vector<Match> matches =
            search(ctx, Automaton_AsStruct(ctx, self)->machine, text);
        keep_leftmost_longest(matches);
        std::string out;
        size_t done = 0;
        for (const Match &m : matches) {
            /* by() is Python code: it may add words, remove words, clear the list. All that
             * we use here is our own (matches, out) or held by a handle (text). */
            HPy value = value_of(ctx, self, m.word);
            Own own_value(ctx, value);
            if (!own_value)
                return HPy_NULL;
            Own with(ctx, call ? HPy_Call(ctx, by, &value, 1, HPy_NULL) : HPy_Dup(ctx, value));
            Text replacement;
            if (!with || !replacement.read(ctx, with.get(), "a replacement"))
                return HPy_NULL;
            out.append(text.s + done, m.start - done);
            out.append(replacement.s, size_t(replacement.n));
            done = m.end;
        }
        out.append(text.s + done, size_t(text.n) - done);
        /* HPyUnicode_FromString would stop at a NUL character; this does not. */
        Own bytes(ctx, HPyBytes_FromStringAndSize(ctx, out.data(), HPy_ssize_t(out.size())));
        if (!bytes)
            return HPy_NULL;
        return HPyUnicode_FromEncodedObject(ctx, bytes.get(), "utf-8", "strict");
    });
    HPyTracker_Close(ctx, ht);
    return result;
}

HPyDef_METH(Automaton_words, "words", HPyFunc_NOARGS,
    .doc = "words() -> list of str\n\nThe words, oldest first.")
static HPy
Automaton_words_impl(HPyContext *ctx, HPy self)
{
    return guarded(ctx, HPy_NULL, [&]() -> HPy {
        Own list(ctx, HPyList_New(ctx, 0));
        if (!list)
            return HPy_NULL;
        for (const std::string &word : Automaton_AsStruct(ctx, self)->machine->trie.words) {
            if (word.empty())
                continue;
            Own bytes(ctx, HPyBytes_FromStringAndSize(ctx, word.data(),
                                                      HPy_ssize_t(word.size())));
            if (!bytes)
                return HPy_NULL;
            Own text(ctx, HPyUnicode_FromEncodedObject(ctx, bytes.get(), "utf-8", nullptr));
            if (!text || HPyList_Append(ctx, list.get(), text.get()) < 0)
                return HPy_NULL;
        }
        return list.release();
    });
}

/* ------------------------------------------------------------- the type as a dict --- */

HPyDef_SLOT(Automaton_length, HPy_mp_length)
static HPy_ssize_t
Automaton_length_impl(HPyContext *ctx, HPy self)
{
    return HPy_ssize_t(Automaton_AsStruct(ctx, self)->machine->trie.live);
}

HPyDef_SLOT(Automaton_contains, HPy_sq_contains)
static int
Automaton_contains_impl(HPyContext *ctx, HPy self, HPy key)
{
    Text word;
    if (!word.read(ctx, key, "a word"))
        return -1;
    return Automaton_AsStruct(ctx, self)->machine->trie.find(word.s, size_t(word.n)) != NONE;
}

HPyDef_SLOT(Automaton_getitem, HPy_mp_subscript)
static HPy
Automaton_getitem_impl(HPyContext *ctx, HPy self, HPy key)
{
    Text word;
    if (!word.read(ctx, key, "a word"))
        return HPy_NULL;
    int32_t number =
        Automaton_AsStruct(ctx, self)->machine->trie.find(word.s, size_t(word.n));
    if (number == NONE)
        return HPyErr_SetObject(ctx, ctx->h_KeyError, key);
    return value_of(ctx, self, number);
}

/* One slot for two statements: a[key] = value, and del a[key] with a null value. */
HPyDef_SLOT(Automaton_setitem, HPy_mp_ass_subscript)
static int
Automaton_setitem_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    return guarded(ctx, -1, [&]() -> int {
        if (!HPy_IsNull(value))
            return add_word(ctx, self, key, value) ? 0 : -1;
        Text word;
        if (!word.read(ctx, key, "a word"))
            return -1;
        Automaton *a = Automaton_AsStruct(ctx, self);
        int32_t number = a->machine->trie.find(word.s, size_t(word.n));
        if (number == NONE) {
            HPyErr_SetObject(ctx, ctx->h_KeyError, key);
            return -1;
        }
        Own values(ctx, HPyField_Load(ctx, self, a->values));
        if (HPy_SetItem_i(ctx, values.get(), number, ctx->h_None) < 0)
            return -1;
        a->machine->trie.remove(word.s, size_t(word.n));
        a->machine->compiled.reset();
        return 0;
    });
}

HPyDef_GET(Automaton_ignore_case, "ignore_case",
    .doc = "whether a-z and A-Z are the same (other letters are not)")
static HPy
Automaton_ignore_case_get(HPyContext *ctx, HPy self, void *closure)
{
    return HPyBool_FromBool(ctx, Automaton_AsStruct(ctx, self)->machine->trie.ignore_case);
}

HPyDef_GET(Automaton_size, "size", .doc = "(states, bytes of the table) of the automaton")
static HPy
Automaton_size_get(HPyContext *ctx, HPy self, void *closure)
{
    return guarded(ctx, HPy_NULL, [&]() -> HPy {
        Machine *machine = Automaton_AsStruct(ctx, self)->machine;
        return HPy_BuildValue(ctx, "(nn)", HPy_ssize_t(machine->trie.nodes.size()),
                              HPy_ssize_t(machine->dfa()->bytes()));
    });
}

HPyDef *automaton_defines[] = {
    &Automaton_new, &Automaton_traverse, &Automaton_destroy, &Automaton_add,
    &Automaton_find_all, &Automaton_count, &Automaton_replace, &Automaton_words,
    &Automaton_length, &Automaton_contains, &Automaton_getitem, &Automaton_setitem,
    &Automaton_ignore_case, &Automaton_size, nullptr
};

/* In C++ before C++20 the members can be named only as a GNU extension, and then in the order
 * of their declaration. */
HPyType_Spec automaton_spec = {
    .name = "ahocorasick.Automaton",
    .basicsize = sizeof(Automaton),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Automaton),
    .defines = automaton_defines,
    .doc = "Automaton(words=(), ignore_case=False)\n\n"
           "Words, each with a value, that are searched for all at once.",
};

HPyDef_SLOT(ahocorasick_exec, HPy_mod_exec)
static int
ahocorasick_exec_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Automaton", &automaton_spec, nullptr) ? 0 : -1;
}

HPyDef *module_defines[] = { &ahocorasick_exec, nullptr };

HPyModuleDef module_def = {
    .doc = "Finds all of many words in one pass.",
    .defines = module_defines,
};

} // namespace

HPy_MODINIT(ahocorasick, module_def)
